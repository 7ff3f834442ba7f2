package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's memory: segments, which range of them is free, and what is leased to whom.
 *
 * <p>Thread-safe; in the driver only. Segments are made ahead of need on a thread of their own, and
 * go with {@code close}.
 */
final class StoreSpace implements AutoCloseable {
  private final LongSupplier capacity;
  private final SegmentReserver reserver;

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

  /** All bytes that were ever freed: tells whether a wait for room has brought any. */
  @GuardedBy("lock")
  private long freedBytes;

  /** Told whenever space was freed, or {@code reserving} becomes false. */
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private boolean reserving;

  /** Why the last segment could not be made, or null. */
  @GuardedBy("lock")
  private @Nullable String reserveFailure;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Makes a space without segments.
   *
   * @param folder where the segments lie
   * @param capacity the most bytes that all segments may take together
   */
  StoreSpace(Path folder, Segments segments, LongSupplier capacity) {
    this.capacity = capacity;
    this.reserver = new SegmentReserver(folder, segments);
  }

  long capacityBytes() {
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
  long usedBytes() {
    lock.lock();
    try {
      return reservedBytes - allocator.freeBytes();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes {@code length} bytes. May wait for a segment to be made; an interrupt does not end that
   * wait, which is short.
   *
   * @return null if there is no room within the capacity
   * @throws StoreFullException if no segment can be made, or the object is larger than the capacity
   */
  @Nullable Extent tryAllocate(long length) {
    if (length > capacityBytes()) {
      throw new StoreFullException(
          "An object of %,d bytes does not fit into the object store: objectStoreMemory=%,d."
              .formatted(length, capacityBytes()));
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
          long bytes = segmentBytesFor(length);
          if (bytes == 0) {
            return null;
          }
          reserve(bytes);
        }
        while (reserving) {
          changed.awaitUninterruptibly();
        }
        if (reserveFailure != null) {
          throw new StoreFullException(reserveFailure);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The size of the next segment: room for {@code length}, or 0 if the capacity has none. Gives up
   * segments that hold nothing if that makes the difference.
   */
  @GuardedBy("lock")
  private long segmentBytesFor(long length) {
    long left = (capacityBytes() - reservedBytes) & -SegmentLayout.ALIGNMENT;
    long missing = SegmentLayout.align(length) - left;
    if (missing > 0) {
      for (Extent empty : allocator.takeEmptySegments(missing)) {
        reserver.giveUp(empty.segment());
        reservedBytes -= empty.length();
        left += empty.length();
      }
    }
    if (left < SegmentLayout.align(length)) {
      return 0;
    }
    return Math.min(Math.max(SegmentLayout.STANDARD_BYTES, SegmentLayout.align(length)), left);
  }

  /** Has the next segment made, once less than half a standard one is free. */
  @GuardedBy("lock")
  private void reserveAhead() {
    if (!reserving
        && !closed
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
    reserver.reserve(allocator.segments(), bytes, failure -> onReserved(bytes, failure));
  }

  private void onReserved(long bytes, @Nullable String failure) {
    lock.lock();
    try {
      if (failure == null) {
        allocator.addSegment(bytes);
      } else {
        reservedBytes -= bytes;
        reserveFailure = failure;
      }
      reserving = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void free(Extent extent) {
    lock.lock();
    try {
      allocator.free(extent);
      freedBytes += extent.length();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long freedBytes() {
    lock.lock();
    try {
      return freedBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until {@code bytes} more have been freed than {@code since} says, or the time is over; an
   * interrupt does not end the wait.
   *
   * @param since what {@link #freedBytes} said before
   * @return whether anything was freed
   */
  boolean awaitFreed(long since, long bytes, long timeoutNs) {
    long endNs = System.nanoTime() + timeoutNs;
    boolean interrupted = false;
    lock.lock();
    try {
      while (freedBytes - since < bytes && !closed) {
        long leftNs = endNs - System.nanoTime();
        if (leftNs <= 0) {
          break;
        }
        try {
          boolean unused = changed.await(leftNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return freedBytes > since;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An extent is leased to a worker from now on. */
  void lease(int worker, Extent extent) {
    lock.lock();
    try {
      leases.computeIfAbsent(worker, number -> new LeaseLedger()).add(extent);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the lease of a part of what a worker has leased; false if it has no such lease. */
  boolean endLease(int worker, Extent extent) {
    lock.lock();
    try {
      LeaseLedger ledger = leases.get(worker);
      return ledger != null && ledger.announce(extent);
    } finally {
      lock.unlock();
    }
  }

  /** Frees what is leased to a worker that is gone. */
  void freeLeases(int worker) {
    lock.lock();
    try {
      LeaseLedger ledger = leases.remove(worker);
      if (ledger != null) {
        ledger.unannounced().forEach(this::free);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The numbers behind a refusal. */
  String describe() {
    lock.lock();
    try {
      long leasedBytes =
          leases.values().stream()
              .flatMap(ledger -> ledger.unannounced().stream())
              .mapToLong(Extent::length)
              .sum();
      return "objectStoreMemory=%,d, in use %,d (of it leased to workers %,d), longest free range %,d"
          .formatted(
              capacityBytes(),
              reservedBytes - allocator.freeBytes(),
              leasedBytes,
              allocator.longestFree());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    reserver.close();
  }
}
