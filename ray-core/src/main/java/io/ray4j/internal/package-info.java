/**
 * The runtime behind the facade on one machine, and the worker's main.
 *
 * <p>Start at {@link LocalRuntime}. Found by the facade through {@code io.ray4j.spi} alone; calls
 * the scheduler and the object store. Not API for users.
 */
@NullMarked
package io.ray4j.internal;

import org.jspecify.annotations.NullMarked;
