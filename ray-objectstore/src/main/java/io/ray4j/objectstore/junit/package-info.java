/**
 * One class, {@link io.ray4j.objectstore.junit.QuietStart}, for the sake of its package's name.
 *
 * <p>Called by {@code io.ray4j.objectstore} when it starts Chronicle Map; calls nothing of ours.
 * Not API, and nothing to do with tests.
 */
@NullMarked
package io.ray4j.objectstore.junit;

import org.jspecify.annotations.NullMarked;
