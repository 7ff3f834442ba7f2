/**
 * The object store of this node: immutable objects in mapped segments, and where each one lies.
 *
 * <p>Start at {@link ObjectStore}; {@link ObjectTable} is what is left to read after a crash.
 * Called by {@code io.ray4j.scheduler} and {@code io.ray4j.internal}; calls nothing else of ours
 * but {@code codec} and {@code junit}. Not API for users. What a process wrote before it announced
 * an object happens-before the return of any read of that object.
 */
@NullMarked
package io.ray4j.objectstore;

import org.jspecify.annotations.NullMarked;
