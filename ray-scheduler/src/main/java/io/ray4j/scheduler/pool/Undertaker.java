package io.ray4j.scheduler.pool;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Handles the deaths of workers one after the other.
 *
 * <p>Thread-safe. Its thread ends with {@code close}. The JDK's own delays would leave a thread in
 * the caller's group for ever, and {@code mvn exec:java} waits for all of them.
 */
final class Undertaker implements AutoCloseable {
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "ray4j-pool");
            thread.setDaemon(true);
            return thread;
          });

  Undertaker() {
    executor.prestartCoreThread(); // later there may be no thread to be had
  }

  void runLater(Runnable task, long delayMs) {
    try {
      ScheduledFuture<?> unused =
          executor.schedule(() -> runLogged(task), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      PoolLog.LOG.debug("pool closed"); // and close sees to all workers
    }
  }

  /** Nobody else hears of what is thrown there. */
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      PoolLog.LOG.error("a worker's end cannot be handled", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
