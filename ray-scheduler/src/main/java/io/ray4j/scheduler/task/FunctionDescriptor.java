package io.ray4j.scheduler.task;

import org.jspecify.annotations.Nullable;

/**
 * A remote function, named so that any process can find it. Immutable.
 *
 * @param className the binary name of the declaring class
 * @param methodName the static method's name; empty for a lambda, which then is the first argument
 * @param methodType the method's descriptor, {@code (II)I}; empty for a lambda
 * @param displayName how people know it: {@code TreeReduce.generateData}
 */
public record FunctionDescriptor(
    String className, String methodName, String methodType, String displayName) {
  // written out: linking a record's own equals and hashCode costs a process 20 ms of its start
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FunctionDescriptor function
        && methodName.equals(function.methodName)
        && className.equals(function.className)
        && methodType.equals(function.methodType)
        && displayName.equals(function.displayName);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * className.hashCode() + methodName.hashCode()) + methodType.hashCode();
  }

  /** Whether the function travels as the task's first argument. */
  public boolean isLambda() {
    return methodName.isEmpty();
  }
}
