package io.ray4j.scheduler.worker;

import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskInvocation;

/** Runs a task's function; supplied by the module that knows values and exceptions. Thread-safe. */
public interface TaskInvoker {
  /**
   * Runs the function on the calling thread.
   *
   * @return its result, or what went wrong as an {@link ObjectValue.Failed}; nothing is thrown
   */
  ObjectValue invoke(TaskInvocation task);
}
