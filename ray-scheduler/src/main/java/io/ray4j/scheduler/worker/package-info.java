/**
 * What happens inside a worker: tasks come in, run one at a time unless one waits, and answer.
 *
 * <p>Start at {@link WorkerLoop}. Called by the worker's main, and by the driver for {@code
 * "in-process"} mode; calls {@code transport}. Not API for users.
 */
@NullMarked
package io.ray4j.scheduler.worker;

import org.jspecify.annotations.NullMarked;
