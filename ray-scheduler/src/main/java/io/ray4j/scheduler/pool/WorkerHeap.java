package io.ray4j.scheduler.pool;

/**
 * How large the heaps of workers may become. Immutable.
 *
 * @param bytes that of a worker
 * @param largeBytes that of the one in which a task runs again for which it was too small: twice as
 *     much, or as much as there is
 */
public record WorkerHeap(long bytes, long largeBytes) {
  private static final int MB_SHIFT = 20;

  /** Whether there is a larger one. */
  public boolean canGrow() {
    return largeBytes > bytes;
  }

  /** The larger one, for a message. */
  public String large() {
    String size = "a heap of " + (largeBytes >> MB_SHIFT) + " MB";
    String others = (bytes >> MB_SHIFT) + " MB";
    return largeBytes / 2 == bytes
        ? size + ", twice as much as the " + others + " of the others"
        : size + ", since twice the " + others + " of the others is more than there is";
  }
}
