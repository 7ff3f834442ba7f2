package io.ray4j.internal;

import io.ray4j.scheduler.worker.TaskContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A wait of the calling thread for objects, from its making to {@code close}: meanwhile the task
 * that the thread works for, if there is one, gives its slot back.
 *
 * <p>Owned by the thread that waits.
 */
final class TaskWait implements AutoCloseable {
  /**
   * When a stray thread lets the tasks that began meanwhile give their slots back: at first after
   * this time, then after twice as long each time, so that a long wait does not start them all.
   */
  private static final long STRAY_CHECK_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final @Nullable TaskContext task = TaskContext.current();
  private final boolean stray = TaskContext.isStray();
  private long checkNs = STRAY_CHECK_NS;

  TaskWait() {
    if (task != null) {
      task.beforeWait();
    }
    if (stray) {
      TaskContext.beforeStrayWait();
    }
  }

  /** How long the thread may wait before it calls {@link #goesOn}, if it is to wait that long. */
  long stepNs(long leftNs) {
    return stray ? Math.min(leftNs, checkNs) : leftNs;
  }

  /** The thread has waited for a step, and goes on waiting. */
  void goesOn() {
    if (stray) {
      TaskContext.duringStrayWait();
      checkNs *= 2;
    }
  }

  @Override
  public void close() {
    if (stray) {
      TaskContext.afterStrayWait();
    }
    if (task != null) {
      task.afterWait();
    }
  }
}
