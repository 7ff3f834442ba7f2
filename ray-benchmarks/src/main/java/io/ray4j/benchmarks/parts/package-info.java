/**
 * JMH benchmarks of single parts, run by {@code io.ray4j.benchmarks.Benchmarks --parts}: the codec
 * and the space that workers cut. They call the parts directly, as no user can.
 */
@NullMarked
package io.ray4j.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
