package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's objects: which there are, which are sealed, and where each one lies.
 *
 * <p>Thread-safe. The driver has the only one; workers read objects through {@link Segments} and
 * write them into space that this store leased to them. {@code close} deletes the segments; what is
 * mapped stays readable until it is garbage.
 */
public final class ObjectStore implements AutoCloseable {
  private final LongSupplier capacity;
  private final Segments segments;
  private final SegmentReserver reserver;
  private final Map<ObjectId, ObjectEntry> entries = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final SegmentAllocator allocator = new SegmentAllocator();

  @GuardedBy("lock")
  private final Map<Integer, LeaseLedger> leases = new HashMap<>();

  /** Asked for when first needed; 0 until then. */
  @GuardedBy("lock")
  private long capacityBytes;

  @GuardedBy("lock")
  private long reservedBytes;

  /** Told whenever {@code reserving} becomes false. */
  private final Condition reserved = lock.newCondition();

  @GuardedBy("lock")
  private boolean reserving;

  /** Why the last segment could not be made, or null. */
  @GuardedBy("lock")
  private @Nullable String reserveFailure;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Makes an empty store.
   *
   * @param folder where the segments lie: an existing folder in shared memory, this session's own
   * @param capacity the most bytes that all segments may take together, positive; asked once, with
   *     the first object that needs a segment, since it takes time to find out
   */
  public ObjectStore(Path folder, LongSupplier capacity) {
    this.capacity = capacity;
    this.segments = new Segments(folder);
    this.reserver = new SegmentReserver(folder, segments);
  }

  /** This process's mappings of the store's segments. */
  public Segments segments() {
    return segments;
  }

  public long capacityBytes() {
    lock.lock();
    try {
      if (capacityBytes == 0) {
        capacityBytes = capacity.getAsLong();
      }
      return capacityBytes;
    } finally {
      lock.unlock();
    }
  }

  /** The bytes of all extents that are taken or leased. */
  public long usedBytes() {
    lock.lock();
    try {
      return reservedBytes - allocator.freeBytes();
    } finally {
      lock.unlock();
    }
  }

  /** A snapshot of all objects. */
  public Collection<ObjectEntry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * Makes known an object that will be sealed later.
   *
   * @param parts how many parts of it are objects of their own, made known by this call too; 0 if
   *     it is stored whole
   */
  public ObjectEntry createPending(ObjectId id, int parts) {
    for (int part = 0; part < parts; part++) {
      ObjectId partId = id.part(part);
      entries.put(partId, new ObjectEntry(partId, 0));
    }
    ObjectEntry entry = new ObjectEntry(id, parts);
    entries.put(id, entry);
    return entry;
  }

  /** The object, or null if this store never heard of it. */
  public @Nullable ObjectEntry find(ObjectId id) {
    return entries.get(id);
  }

  /**
   * The stored object that a ref points into, and the steps from there. The first step leads to an
   * object of its own if the result's parts are stored each alone.
   *
   * @return null if this store never heard of the object, or it has no such part
   */
  public @Nullable ResolvedRef resolve(RefTarget target) {
    ObjectEntry entry = entries.get(target.root());
    List<Selector> path = target.path();
    if (entry != null && entry.parts() > 0 && !path.isEmpty()) {
      entry = entries.get(target.root().part(path.get(0).index()));
      path = path.subList(1, path.size());
    }
    return entry == null ? null : new ResolvedRef(entry, path);
  }

  /**
   * Seals an object that {@link #createPending} made known, and its parts with it.
   *
   * @return whether this call sealed it; an object is sealed once
   */
  public boolean seal(ObjectEntry entry, ObjectValue value) {
    boolean won = entry.seal(value);
    for (int part = 0; won && part < entry.parts(); part++) {
      ObjectEntry partEntry = entries.get(entry.id().part(part));
      if (partEntry != null) {
        partEntry.seal(
            value instanceof ObjectValue.Composite composite ? composite.parts().get(part) : value);
      }
    }
    return won;
  }

  /** Copies a value's payload into the store, for the driver itself. */
  public ObjectValue.Stored write(PayloadWriter payload) {
    Extent extent = allocate(payload.size());
    ByteBuffer target = segments.writable(extent);
    payload.writeTo(target);
    return new ObjectValue.Stored(extent);
  }

  /**
   * Leases space to a worker, to be written by it alone.
   *
   * @param worker the worker's number
   * @throws StoreFullException if there is no room
   */
  public Extent lease(int worker, long length) {
    Extent extent = allocate(length);
    lock.lock();
    try {
      leases.computeIfAbsent(worker, number -> new LeaseLedger()).add(extent);
    } finally {
      lock.unlock();
    }
    return extent;
  }

  /**
   * A worker announces that it wrote an object into space leased to it.
   *
   * @return whether the extent was leased to that worker; false means that it must not be trusted
   */
  public boolean announce(int worker, Extent extent) {
    lock.lock();
    try {
      LeaseLedger ledger = leases.get(worker);
      return ledger != null && ledger.announce(extent);
    } finally {
      lock.unlock();
    }
  }

  /** A worker is gone: what was leased to it and never announced is free again. */
  public void releaseLeases(int worker) {
    lock.lock();
    try {
      LeaseLedger ledger = leases.remove(worker);
      if (ledger != null) {
        ledger.unannounced().forEach(allocator::free);
      }
    } finally {
      lock.unlock();
    }
  }

  private Extent allocate(long length) {
    if (length > SegmentLayout.MAX_BYTES) {
      throw new StoreFullException(
          "An object of %,d bytes is larger than one segment can be: at most %,d bytes. Split it."
              .formatted(length, SegmentLayout.MAX_BYTES));
    }
    lock.lock();
    try {
      while (true) {
        Extent extent = allocator.allocate(length);
        if (extent != null) {
          reserveAhead();
          return extent;
        }
        if (!reserving) {
          reserve(segmentBytesFor(length));
        }
        while (reserving) {
          reserved.awaitUninterruptibly(); // short, and a put has no half-way result
        }
        if (reserveFailure != null) {
          throw new StoreFullException(reserveFailure);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The size of the next segment: room for {@code length}, within the capacity. */
  @GuardedBy("lock")
  private long segmentBytesFor(long length) {
    long left = (capacityBytes() - reservedBytes) & -SegmentLayout.ALIGNMENT;
    if (left < length) {
      throw new StoreFullException(
          "No room for %,d bytes in the object store: objectStoreMemory=%,d, of which %,d are in use."
              .formatted(length, capacityBytes(), reservedBytes - allocator.freeBytes()));
    }
    return Math.min(Math.max(SegmentLayout.STANDARD_BYTES, SegmentLayout.align(length)), left);
  }

  /** Has the next segment made, once less than a whole one is free. */
  @GuardedBy("lock")
  private void reserveAhead() {
    if (!reserving
        && allocator.freeBytes() < SegmentLayout.STANDARD_BYTES
        && reservedBytes + SegmentLayout.STANDARD_BYTES <= capacityBytes()) {
      reserve(SegmentLayout.STANDARD_BYTES);
    }
  }

  @GuardedBy("lock")
  private void reserve(long bytes) {
    if (closed) {
      throw new StoreFullException("The object store is closed.");
    }
    reserving = true;
    reserveFailure = null;
    reservedBytes += bytes;
    reserver.reserve(
        allocator.segments(),
        bytes,
        failure -> {
          lock.lock();
          try {
            if (failure == null) {
              allocator.addSegment(bytes);
            } else {
              reservedBytes -= bytes;
              reserveFailure = failure;
            }
            reserving = false;
            reserved.signalAll();
          } finally {
            lock.unlock();
          }
        });
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    reserver.close();
    entries.clear();
  }
}
