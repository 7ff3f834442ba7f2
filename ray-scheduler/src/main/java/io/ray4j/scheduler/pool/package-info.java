/**
 * The worker processes of this node: forked, connected, watched, replaced and ended.
 *
 * <p>Start at {@link WorkerPool}. The only package that forks. Called by the scheduler; calls
 * {@code transport}. Not API for users.
 */
@NullMarked
package io.ray4j.scheduler.pool;

import org.jspecify.annotations.NullMarked;
