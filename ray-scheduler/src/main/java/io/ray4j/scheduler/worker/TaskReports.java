package io.ray4j.scheduler.worker;

import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskInvocation;

/** Where a worker's tasks report to: the driver, by message or by call. Thread-safe. */
public interface TaskReports {
  /**
   * A task has ended.
   *
   * @param more whether another task follows at once, so that both reports may travel together
   */
  void taskFinished(TaskInvocation task, long durationNs, ObjectValue result, boolean more);

  /** A task waits for objects. */
  void taskBlocked(TaskInvocation task);

  /** A task goes on. */
  void taskUnblocked(TaskInvocation task);

  /**
   * A thread has died of what it could not even report as its task's failure, mostly for lack of
   * memory: its task would never end.
   */
  void threadDied(Throwable cause);
}
