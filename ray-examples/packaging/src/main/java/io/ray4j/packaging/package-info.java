/**
 * A small program, for the tests that package it and start it in each way that users have.
 *
 * <p>Start at {@link App}. Imports {@code io.ray4j} only, as any user does.
 */
@NullMarked
package io.ray4j.packaging;

import org.jspecify.annotations.NullMarked;
