/** Tests of the harness; none of them asserts how long anything takes. */
@NullMarked
package io.ray4j.benchmarks;

import org.jspecify.annotations.NullMarked;
