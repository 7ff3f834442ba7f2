package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Decides when garbage is collected for the store's sake. A ref is a few bytes to a collector,
 * however large the object that it keeps; so all JVMs collect when much has been stored since the
 * last time, and when the store is full, but never so often that collecting takes more than a tenth
 * of the time. The driver has one that asks all JVMs, each worker one that keeps it to that tenth.
 *
 * <p>Thread-safe. Collects on a thread of its own, which ends when idle or with {@code close}.
 */
public final class CollectionTrigger implements AutoCloseable {
  /** As much may be stored in any case before a collection is worth its time. */
  static final long MIN_BYTES = 256L << 20;

  static final int SHARE_OF_TIME = 10;
  private static final long IDLE_SECONDS = 5;

  private final Collector collector;
  private final LongSupplier clockNs;
  private final ThreadPoolExecutor executor;

  /** Collects, or has all JVMs collect. */
  public interface Collector {
    /**
     * Collects; may take its time.
     *
     * @param urgent whether the store is full of what only a collection can free
     */
    void collect(boolean urgent);
  }

  /** Bytes stored since the last collection. */
  @GuardedBy("this")
  private long storedBytes;

  @GuardedBy("this")
  private boolean running;

  /** Whether one more must follow the one under way, which may have begun too early. */
  @GuardedBy("this")
  private boolean demanded;

  @GuardedBy("this")
  private long notBeforeNs;

  public CollectionTrigger(Collector collector) {
    this(collector, System::nanoTime);
  }

  CollectionTrigger(Collector collector, LongSupplier clockNs) {
    this.collector = collector;
    this.clockNs = clockNs;
    this.notBeforeNs = clockNs.getAsLong();
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
  public synchronized boolean request() {
    return running || (clockNs.getAsLong() - notBeforeNs >= 0 && begin());
  }

  /**
   * Asks for a collection that begins from now on, however soon after the last one: nothing else
   * can bring room.
   */
  public synchronized void demand() {
    demanded = true;
    boolean unused = running || begin();
  }

  @GuardedBy("this")
  private boolean begin() {
    try {
      executor.execute(this::run);
      running = true;
      return true;
    } catch (RejectedExecutionException e) {
      return false; // closed
    }
  }

  /**
   * Somebody waited for what a collection would bring, and it was too little: that time counts as
   * the collection's, for there is little garbage.
   */
  synchronized void waitedInVain(long waitedNs) {
    long soonestNs = clockNs.getAsLong() + SHARE_OF_TIME * waitedNs;
    if (soonestNs - notBeforeNs > 0) {
      notBeforeNs = soonestNs;
    }
  }

  synchronized boolean isRunning() {
    return running;
  }

  private void run() {
    boolean urgent;
    synchronized (this) {
      storedBytes = 0;
      urgent = demanded;
      demanded = false;
    }
    long startNs = clockNs.getAsLong();
    try {
      collector.collect(urgent);
    } catch (RuntimeException e) {
      // made only now: a backend takes 10 ms and more of a worker's start
      LoggerFactory.getLogger(CollectionTrigger.class).warn("cannot collect garbage", e);
    } finally {
      long endNs = clockNs.getAsLong();
      synchronized (this) {
        running = false;
        long soonestNs = endNs + SHARE_OF_TIME * (endNs - startNs);
        notBeforeNs = soonestNs - notBeforeNs > 0 ? soonestNs : notBeforeNs;
        if (demanded) {
          running = begin();
        }
      }
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
