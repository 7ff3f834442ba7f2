package io.ray4j.scheduler;

import io.ray4j.scheduler.transport.SchedulerListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Does what workers ask for and takes a while, each request on a thread of its own, since one that
 * waits must not keep others from what can be done at once. A worker has only so many at a time.
 *
 * <p>Thread-safe. {@code close} interrupts its threads.
 */
final class SlowRequests implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "ray4j-requests");
            thread.setDaemon(true);
            return thread;
          });

  /** How many each worker has under way; none if it is not there. */
  private final Map<Integer, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * Begins a request.
   *
   * @param request does it, and returns what sends the answer
   * @param refuse answers instead if the session is over, or the request fails
   * @throws IllegalArgumentException if that worker has too many under way
   */
  void begin(int worker, Supplier<Runnable> request, Runnable refuse) {
    if (underWay.merge(worker, 1, Integer::sum) > SchedulerListener.MAX_SLOW_REQUESTS) {
      end(worker);
      throw new IllegalArgumentException(
          "worker-%d asks for too much at a time: requests=%d"
              .formatted(worker, SchedulerListener.MAX_SLOW_REQUESTS + 1));
    }
    try {
      threads.execute(() -> run(worker, request, refuse));
    } catch (RejectedExecutionException e) {
      end(worker);
      refuse.run();
    }
  }

  private void run(int worker, Supplier<Runnable> request, Runnable refuse) {
    Runnable answer;
    try {
      answer = request.get();
    } catch (RuntimeException | Error e) { // the worker waits for an answer
      SchedulerLog.LOG.error("a request of worker-{} failed", worker, e);
      answer = refuse;
    } finally {
      end(worker); // before the answer, which may bring the next request at once
    }
    answer.run();
  }

  private void end(int worker) {
    underWay.computeIfPresent(worker, (unused, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
