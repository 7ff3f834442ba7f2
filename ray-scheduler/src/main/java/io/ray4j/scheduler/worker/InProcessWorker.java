package io.ray4j.scheduler.worker;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.LocalScheduler;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.transport.ClaimTable;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that is a thread of the driver, for a debugger. Tasks in it use the driver's own client,
 * so it is never asked for objects or space.
 *
 * <p>Thread-safe. {@code close} ends its idle threads.
 */
public final class InProcessWorker implements WorkerPort, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InProcessWorker.class);

  private final ClaimTable claims = ClaimTable.inMemory();
  private final int number;
  private final LocalScheduler scheduler;
  private final TaskExecutor executor;

  /**
   * Makes a worker.
   *
   * @param number its number
   * @param invoker runs the functions
   * @param scheduler learns of ends and waits
   * @param contextClassLoader that of the threads that run tasks
   */
  public InProcessWorker(
      int number, TaskInvoker invoker, LocalScheduler scheduler, ClassLoader contextClassLoader) {
    this.number = number;
    this.scheduler = scheduler;
    this.executor =
        new TaskExecutor(
            claims,
            invoker,
            new Reports(number, scheduler),
            contextClassLoader,
            "ray4j-worker-" + number + "-task-",
            unused -> {});
  }

  @Override
  public void runTask(TaskInvocation task) {
    executor.onRunTask(task);
  }

  @Override
  public void taskRecalled() {}

  @Override
  public void flush() {}

  @Override
  public void objectSealed(int request, ObjectValue value, List<Selector> path) {
    throw notAsked();
  }

  @Override
  public void spaceLeased(int request, Extent extent) {
    throw notAsked();
  }

  @Override
  public void spaceRefused(int request, String reason) {
    throw notAsked();
  }

  @Override
  public void objectPinned(int request, Extent extent) {
    throw notAsked();
  }

  @Override
  public void pinFailed(int request, ObjectValue.Failed failure) {
    throw notAsked();
  }

  @Override
  public void collectGarbage(boolean urgent) {
    // this process collects by itself
  }

  @Override
  public void syncDone(int request) {
    throw notAsked();
  }

  @Override
  public void state(int request, byte[] state) {
    throw notAsked();
  }

  @Override
  public void interruptTask(int slot, long lease, boolean dump) {
    executor.interrupt(
        slot, lease, dump ? text -> scheduler.onThreadDump(number, slot, lease, text) : null);
  }

  @Override
  public void cancelDone(int request, boolean cancelled) {
    throw notAsked();
  }

  private static IllegalStateException notAsked() {
    return new IllegalStateException("an in-process worker asks for nothing");
  }

  @Override
  public ClaimTable claims() {
    return claims;
  }

  @Override
  public void close() {
    executor.close();
  }

  /** Reports by call. */
  private record Reports(int number, LocalScheduler scheduler) implements TaskReports {
    @Override
    public void taskFinished(
        TaskInvocation task, long durationNs, ObjectValue result, boolean more) {
      scheduler.onTaskFinished(number, task.slot(), task.lease(), durationNs, result);
      scheduler.onBatchEnd();
    }

    @Override
    public void taskBlocked(TaskInvocation task) {
      scheduler.onTaskBlocked(number, task.slot(), task.lease(), true);
    }

    @Override
    public void taskUnblocked(TaskInvocation task) {
      scheduler.onTaskBlocked(number, task.slot(), task.lease(), false);
    }

    @Override
    public void threadDied(Throwable cause) {
      LOG.error("a task's thread has died, and its task will not end", cause);
    }
  }
}
