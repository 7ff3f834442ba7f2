/**
 * The seam between the API and what does the work: one process and its forked workers, or a real
 * Ray cluster.
 *
 * <p>Start at {@link io.ray4j.spi.RayRuntime}. For those who write a runtime; programs use {@link
 * io.ray4j} only. A worker's {@code main} binds its runtime through {@link
 * io.ray4j.spi.RuntimeBinding}; in a driver {@link io.ray4j.Ray#init()} does.
 */
@NullMarked
package io.ray4j.spi;

import org.jspecify.annotations.NullMarked;
