/**
 * What becomes of a session that is done harm on purpose, and the kit that does it.
 *
 * <p>Start at {@link Faults}. Each test asserts that its fault took place, and that no process,
 * file, thread or mapping is left.
 */
@NullMarked
package io.ray4j.faults;

import org.jspecify.annotations.NullMarked;
