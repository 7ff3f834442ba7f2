/**
 * The tutorial's programs, each a {@code main} that opens a session, prints what it shows and ends.
 *
 * <p>In the order of the tutorial: {@link PutAndGet}, {@link RemoteFunctions}, {@link
 * Dependencies}, {@link SeveralReturns}, {@link TreeReduce}, {@link NestedExperiments}, {@link
 * MonteCarloPi}. Imports {@code io.ray4j} only, as any user does.
 */
@NullMarked
package io.ray4j.examples;

import org.jspecify.annotations.NullMarked;
