package io.ray4j.scheduler;

import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs things later, on a thread of its own that is there only while something waits.
 *
 * <p>Thread-safe. What waits when it is closed never runs.
 */
final class Timer implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "ray4j-timer");
            thread.setDaemon(true);
            return thread;
          });

  Timer() {
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  /** Runs a task once, unless its future is cancelled before. */
  Future<?> after(long delayNs, Runnable task) {
    try {
      return executor.schedule(task, delayNs, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return new FutureTask<>(task, null); // closed: it never runs
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
