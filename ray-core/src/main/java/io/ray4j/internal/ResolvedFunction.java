package io.ray4j.internal;

import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function as the caller's process knows it. Immutable.
 *
 * @param descriptor how other processes find it
 * @param name how people know it: the annotation's name, or the descriptor's
 * @param parameterTypes the declared types of its parameters
 * @param returnType the declared type of its result, or null if it is not known
 * @param policy the function's own defaults
 */
record ResolvedFunction(
    FunctionDescriptor descriptor,
    String name,
    List<Class<?>> parameterTypes,
    @Nullable Class<?> returnType,
    ExecutionPolicy policy) {}
