package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Decides when all JVMs are asked to collect garbage. A ref is a few bytes to a collector, however
 * large the object that it keeps; so they are asked when much has been stored since the last time,
 * and when the store is full, but never so often that collecting takes more than a tenth of the
 * time.
 *
 * <p>Thread-safe. Collects on a thread of its own, which ends when idle or with {@code close}.
 */
final class CollectionTrigger implements AutoCloseable {
  /** As much may be stored in any case before a collection is worth its time. */
  private static final long MIN_BYTES = 256L << 20;

  private static final int SHARE_OF_TIME = 10;
  private static final long IDLE_SECONDS = 5;

  private final Runnable collect;
  private final ThreadPoolExecutor executor;

  /** Bytes stored since the last collection. */
  @GuardedBy("this")
  private long storedBytes;

  @GuardedBy("this")
  private boolean running;

  @GuardedBy("this")
  private long notBeforeNs = System.nanoTime();

  /**
   * Makes a trigger.
   *
   * @param collect asks all JVMs, this one included, to collect; may take its time
   */
  CollectionTrigger(Runnable collect) {
    this.collect = collect;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "ray4j-collect");
              made.setDaemon(true);
              return made;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Space was taken.
   *
   * @param usedBytes how much is taken in all
   */
  void onStored(long bytes, long usedBytes) {
    synchronized (this) {
      storedBytes += bytes;
      if (storedBytes < Math.max(MIN_BYTES, usedBytes / 2)) {
        return;
      }
    }
    boolean unused = request();
  }

  /** Asks for a collection; false if it is too early for another one. */
  synchronized boolean request() {
    if (running) {
      return true;
    }
    if (System.nanoTime() - notBeforeNs < 0) {
      return false;
    }
    try {
      executor.execute(this::run);
      running = true;
      return true;
    } catch (RejectedExecutionException e) {
      return false; // closed
    }
  }

  private void run() {
    synchronized (this) {
      storedBytes = 0;
    }
    long startNs = System.nanoTime();
    try {
      collect.run();
    } finally {
      long endNs = System.nanoTime();
      synchronized (this) {
        running = false;
        notBeforeNs = endNs + SHARE_OF_TIME * (endNs - startNs);
      }
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
