/**
 * Ray's programming model for Java: remote functions that run in worker processes, and objects
 * passed between them by reference.
 *
 * <p>Start at {@link io.ray4j.Ray}. Programs import this package and nothing else of ours. What
 * does the work behind it is a {@link io.ray4j.spi.RayRuntime}, found by {@code ServiceLoader};
 * nothing here knows an implementation.
 *
 * <p>All types here are threadsafe, builders excepted. What a thread did before it submits a task
 * happens-before the task runs, and what the task did happens-before the return of any {@code get}
 * of its result, as with an {@code ExecutorService}.
 */
@NullMarked
package io.ray4j;

import org.jspecify.annotations.NullMarked;
