package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
  private static final String CLOSED = "The object store is closed.";

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

  /** How often space was freed, or might be since an object was unpinned. */
  @GuardedBy("lock")
  private long releases;

  /** Told with each release, and when {@code reserving} becomes false. */
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
   * @return null if there is no room within the capacity, or within the file system
   * @throws StoreFullException if the object is too large for any segment, no segment at all can be
   *     made, or the store is closed
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
        if (closed) {
          throw new StoreFullException(CLOSED);
        }
        Extent extent = allocator.allocate(length);
        if (extent != null) {
          reserveAhead();
          return extent;
        }
        if (!reserving) {
          long bytes = segmentBytesFor(length);
          if (bytes == 0) {
            bytes = replaceSegmentsFor(length);
          }
          if (bytes == 0 && allocator.segments() == 0) {
            throw new StoreFullException("No room for the first segment: " + describe() + ".");
          }
          if (bytes == 0) {
            return null;
          }
          reserve(bytes);
        }
        while (reserving) {
          changed.awaitUninterruptibly();
        }
        if (reserveFailure != null && allocator.segments() == 0) {
          throw new StoreFullException(reserveFailure);
        }
        if (reserveFailure != null) {
          return allocator.allocate(length); // freed meanwhile, or not at all
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The size of the next segment: room for {@code length}, or 0 if there is none. */
  @GuardedBy("lock")
  private long segmentBytesFor(long length) {
    long left = capacityBytes() - reservedBytes;
    if (left >= SegmentLayout.align(length)) {
      left = Math.min(left, reserver.usableBytes()) & -SegmentLayout.ALIGNMENT;
    }
    if (left < SegmentLayout.align(length)) {
      return 0;
    }
    return Math.min(Math.max(SegmentLayout.STANDARD_BYTES, SegmentLayout.align(length)), left);
  }

  /**
   * Gives up segments of which nothing is taken, if that makes room for one of {@code length}.
   *
   * @return the size of that one, or 0
   */
  @GuardedBy("lock")
  private long replaceSegmentsFor(long length) {
    long size = SegmentLayout.align(length);
    List<Extent> free = allocator.freeSegments();
    long room = Math.min(capacityBytes() - reservedBytes, reserver.usableBytes());
    if (room + free.stream().mapToLong(Extent::length).sum() < size) {
      return 0;
    }
    for (Extent segment : free) {
      if (room >= size) {
        break;
      }
      allocator.removeSegment(segment);
      reserver.remove(segment.segment());
      reservedBytes -= segment.length();
      room += segment.length();
    }
    return size;
  }

  /** Has the next segment made, once less than half a standard one is free. */
  @GuardedBy("lock")
  private void reserveAhead() {
    if (!reserving
        && !closed
        && reserveFailure == null
        && allocator.freeBytes() < SegmentLayout.STANDARD_BYTES
        && reservedBytes + SegmentLayout.STANDARD_BYTES <= capacityBytes()) {
      reserve(SegmentLayout.STANDARD_BYTES);
    }
  }

  @GuardedBy("lock")
  private void reserve(long bytes) {
    reserving = true;
    reserveFailure = null;
    reservedBytes += bytes;
    try {
      reserver.reserve(allocator.segments(), bytes, failure -> onReserved(bytes, failure));
    } catch (RuntimeException | Error e) { // as when there can be no more threads
      onReserved(bytes, "No segment can be made: " + e);
    }
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
      releases++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** An object may be moved to disk from now on: whoever waits for room may move it. */
  void unpinned() {
    lock.lock();
    try {
      releases++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long releases() {
    lock.lock();
    try {
      return releases;
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
   * @return how many bytes were freed
   */
  long awaitFreed(long since, long bytes, long timeoutNs) {
    lock.lock();
    try {
      await(since + bytes, Long.MAX_VALUE, timeoutNs);
      return freedBytes - since;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a release after {@code since}; returns whether there was one in time. */
  boolean awaitRelease(long since, long timeoutNs) {
    lock.lock();
    try {
      await(Long.MAX_VALUE, since, timeoutNs);
      return releases > since;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for so many freed bytes, or for more releases than that. */
  @GuardedBy("lock")
  private void await(long enoughFreed, long releasesBefore, long timeoutNs) {
    long endNs = System.nanoTime() + timeoutNs;
    boolean interrupted = false;
    try {
      while (freedBytes < enoughFreed && releases <= releasesBefore && !closed) {
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
    } finally {
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
      return "objectStoreMemory=%,d, in use %,d (of it leased to workers %,d), longest free range %,d%s"
          .formatted(
              capacityBytes(),
              reservedBytes - allocator.freeBytes(),
              leasedBytes,
              allocator.longestFree(),
              limitedByFiles());
    } finally {
      lock.unlock();
    }
  }

  /** Why the file system keeps the store from its capacity, if it does. */
  @GuardedBy("lock")
  private String limitedByFiles() {
    long missing = capacityBytes() - reservedBytes;
    long usableBytes = reserver.usableBytes();
    if (usableBytes >= missing) {
      return reserveFailure == null ? "" : ", " + reserveFailure;
    }
    return ", the file system has only %,d of the %,d bytes that may still be reserved"
        .formatted(usableBytes, missing);
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing is to be had, and nobody waits. */
  void shutDown() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    shutDown();
    reserver.close();
  }
}
