/** Tests of what peers report. */
@NullMarked
package io.ray4j.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
