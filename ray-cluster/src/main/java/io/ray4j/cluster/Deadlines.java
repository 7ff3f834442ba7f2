package io.ray4j.cluster;

import io.ray4j.scheduler.task.TaskFailure.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs tasks that have a deadline, each on a thread of its own: so it can be reported whatever the
 * function is stuck in. The function is interrupted then; one that goes on regardless goes on in
 * this worker, since Ray would take its end for a crash. Stateless.
 */
final class Deadlines {
  /** Runs the task on another thread and waits for its end or its deadline. */
  Object run(TaskRequest request, Supplier<Object> task) {
    FutureTask<Object> future = new FutureTask<>(task::get);
    Thread thread = new Thread(future, "ray4j-task " + request.name());
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    try {
      return future.get(request.timeoutNs(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      StringBuilder dump = new StringBuilder();
      for (StackTraceElement frame : thread.getStackTrace()) {
        dump.append("\n  at ").append(frame);
      }
      thread.interrupt();
      return failure(
          request,
          Kind.TIMED_OUT,
          "task=%s (%s) did not end within timeout=%s on worker (pid=%d). It was interrupted. It was then at:%s"
              .formatted(
                  request.id(),
                  request.name(),
                  Duration.ofNanos(request.timeoutNs()),
                  ProcessHandle.current().pid(),
                  dump));
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return failure(request, Kind.CANCELLED, request.name() + " was interrupted in its worker.");
    } catch (ExecutionException e) {
      throw new IllegalStateException("an invoker throws nothing", e);
    }
  }

  private static Envelope failure(TaskRequest request, Kind kind, String message) {
    return new Envelope(
        Envelope.Kind.FAILED,
        RayFailures.value(kind, request.name(), request.id().toString(), message).failure());
  }
}
