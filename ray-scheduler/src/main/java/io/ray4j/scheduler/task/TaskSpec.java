package io.ray4j.scheduler.task;

import java.util.List;

/**
 * What to run, on what, and how. Immutable.
 *
 * @param id the task
 * @param name how people know the task: its function's name unless the caller named it
 * @param function what to run
 * @param arguments the function's arguments in order; after the lambda itself, if it is one
 * @param policy how to run it
 * @param depth 0 if the driver submitted it, one more than its parent's otherwise
 */
public record TaskSpec(
    TaskId id,
    String name,
    FunctionDescriptor function,
    List<Argument> arguments,
    ExecutionPolicy policy,
    int depth) {
  public TaskSpec {
    arguments = List.copyOf(arguments);
  }
}
