package io.ray4j.internal;

import io.ray4j.RayConfig;
import io.ray4j.scheduler.pool.WorkerHeap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the parts of a session may take at most, and whether there is as much. Immutable.
 *
 * <p>What is planned is no more than an upper bound: heaps and the store take what they need.
 *
 * @param limit what there is
 * @param driverHeapBytes the largest heap of this process
 * @param workers how many worker processes there are to be; 0 if tasks run in this one
 * @param workerHeapBytes the largest heap of each
 * @param storeBytes the most that the object store takes
 */
record MemoryPlan(
    MemoryLimit limit, long driverHeapBytes, int workers, long workerHeapBytes, long storeBytes) {
  /** What a JVM takes beside its heap, roughly: classes, compiled code, threads, its own. */
  static final long JVM_BYTES = 64L << 20;

  /** Less is of no use to a worker. */
  static final long MIN_HEAP_BYTES = 64L << 20;

  private static final double STORE_SHARE = 0.3; // as Ray
  private static final int MB_SHIFT = 20;

  /**
   * Makes a plan.
   *
   * @param workers 0 if tasks run in this process
   * @param mostStoreBytes the size of the file system that objects lie in
   */
  static MemoryPlan of(
      RayConfig config, MemoryLimit limit, long driverHeapBytes, int workers, long mostStoreBytes) {
    long wantedStore = config.objectStoreMemory().orElse((long) (limit.bytes() * STORE_SHARE));
    long store = Math.min(wantedStore, mostStoreBytes);
    long heap = config.workerHeap().orElseGet(() -> fit(limit, driverHeapBytes, workers, store));
    List<String> options = config.workerJvmOptions();
    if (!options.isEmpty()) {
      heap =
          new HeapOptions(options, limit.bytes()).heapBytes(heap, config.workerHeap().isPresent());
    }
    return new MemoryPlan(limit, driverHeapBytes, workers, heap, store);
  }

  /** The largest heap with which all fits, in whole megabytes. */
  private static long fit(MemoryLimit limit, long driverHeap, int workers, long store) {
    long left = limit.bytes() - driverHeap - JVM_BYTES - store;
    long heap = left / Math.max(1, workers) - JVM_BYTES;
    return Math.max(MIN_HEAP_BYTES, heap >> MB_SHIFT << MB_SHIFT);
  }

  WorkerHeap workerHeap() {
    long most = Math.max(limit.bytes() - JVM_BYTES, workerHeapBytes);
    return new WorkerHeap(workerHeapBytes, workerHeapBytes > most / 2 ? most : 2 * workerHeapBytes);
  }

  /** The sum, as a floating-point number since whoever asks for too much may ask for any number. */
  private double sum() {
    return (double) driverHeapBytes
        + JVM_BYTES
        + workers * ((double) workerHeapBytes + JVM_BYTES)
        + storeBytes;
  }

  /** What to tell the user if there is less than is planned; null if there is not. */
  @Nullable String warning() {
    if (sum() <= limit.bytes()) {
      return null;
    }
    return ("This session may take more memory than there is: driver's heap %s + %sobject store %s"
            + " + about %s for each JVM = %s, and %s is %s. %s")
        .formatted(
            mb((double) driverHeapBytes),
            workers == 0
                ? ""
                : workers + " workers' heaps of " + mb((double) workerHeapBytes) + " + ",
            mb((double) storeBytes),
            mb((double) JVM_BYTES),
            mb(sum()),
            limit.source(),
            mb((double) limit.bytes()),
            remedy());
  }

  private String remedy() {
    long heap = fit(limit, driverHeapBytes, workers, storeBytes);
    boolean fits =
        workers > 0
            && new MemoryPlan(limit, driverHeapBytes, workers, heap, storeBytes).sum()
                <= limit.bytes();
    if (fits) {
      return "A workerHeap of %s fits, or fewer workers.".formatted(mb((double) heap));
    }
    List<String> settings = new ArrayList<>(List.of("objectStoreMemory", "the driver's -Xmx"));
    if (workers > 0) {
      settings.add("the number of workers");
    }
    return "Lower " + String.join(", ", settings) + ".";
  }

  private static String mb(double bytes) {
    return "%.0f MB".formatted(bytes / (1 << MB_SHIFT));
  }
}
