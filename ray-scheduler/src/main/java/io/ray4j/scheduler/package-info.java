/**
 * The local scheduler of this node: which task may run, and on which worker.
 *
 * <p>Start at {@link LocalScheduler}. Called by {@code io.ray4j.internal}; calls {@code pool},
 * {@code transport}, {@code kept}, {@code task} and the object store. Not API for users. What a
 * thread did before it submitted a task happens-before the task's run, and that happens-before the
 * return of any read of the task's result.
 */
@NullMarked
package io.ray4j.scheduler;

import org.jspecify.annotations.NullMarked;
