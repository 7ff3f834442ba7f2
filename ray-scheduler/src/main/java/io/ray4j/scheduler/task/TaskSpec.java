package io.ray4j.scheduler.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run, on what, and how. Immutable.
 *
 * @param id the task
 * @param name how people know the task: its function's name unless the caller named it
 * @param function what to run
 * @param arguments the function's arguments in order; after the lambda itself, if it is one
 * @param policy how to run it
 * @param depth 0 if the driver submitted it, one more than its parent's otherwise
 * @param parent the task that submitted it; null if none did
 */
public record TaskSpec(
    TaskId id,
    String name,
    FunctionDescriptor function,
    List<Argument> arguments,
    ExecutionPolicy policy,
    int depth,
    @Nullable TaskId parent) {
  public TaskSpec {
    arguments = List.copyOf(arguments);
  }
}
