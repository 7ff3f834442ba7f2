package io.ray4j.scheduler.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.task.TaskInvocation;
import org.jspecify.annotations.Nullable;

/**
 * The task that a thread works for: the thread that runs it, and those that it started.
 *
 * <p>Thread-safe. While any thread of a task waits for objects, the task counts as blocked: it
 * gives its slot back, so that what it waits for can run.
 */
public final class TaskContext {
  private static final InheritableThreadLocal<@Nullable TaskContext> CURRENT =
      new InheritableThreadLocal<>();

  private final TaskInvocation task;
  private final TaskExecutor executor;

  @GuardedBy("this")
  private int waitingThreads;

  @GuardedBy("this")
  private boolean ended;

  TaskContext(TaskInvocation task, TaskExecutor executor) {
    this.task = task;
    this.executor = executor;
  }

  /** The task that the calling thread works for, or null on a thread that no task started. */
  public static @Nullable TaskContext current() {
    return CURRENT.get();
  }

  static void bind(@Nullable TaskContext context) {
    if (context == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(context);
    }
  }

  /** The depth of the tasks that this one submits. */
  public int childDepth() {
    return task.depth() + 1;
  }

  /** How people know the task. */
  public String taskName() {
    return task.name();
  }

  /** The calling thread is about to wait for objects; {@link #afterWait} must follow. */
  public synchronized void beforeWait() {
    if (waitingThreads++ == 0 && !ended) {
      executor.onTaskBlocked(task);
    }
  }

  /** The calling thread has waited. */
  public synchronized void afterWait() {
    if (--waitingThreads == 0 && !ended) {
      executor.onTaskUnblocked(task);
    }
  }

  /** The task is over; returns whether a thread of its own still waits, its slot given back. */
  synchronized boolean end() {
    ended = true;
    return waitingThreads > 0;
  }
}
