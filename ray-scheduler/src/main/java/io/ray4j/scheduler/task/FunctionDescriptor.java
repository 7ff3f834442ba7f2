package io.ray4j.scheduler.task;

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
  /** Whether the function travels as the task's first argument. */
  public boolean isLambda() {
    return methodName.isEmpty();
  }
}
