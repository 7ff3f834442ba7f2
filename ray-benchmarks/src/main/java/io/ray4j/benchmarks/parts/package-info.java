/**
 * JMH benchmarks of single parts, run by {@code io.ray4j.benchmarks.Benchmarks --parts}: the codec,
 * the store's space and its table, the transport, and the scheduler. They call the parts directly,
 * as no user can.
 */
@NullMarked
package io.ray4j.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
