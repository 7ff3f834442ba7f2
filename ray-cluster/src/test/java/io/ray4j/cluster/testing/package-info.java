/**
 * A Ray cluster for tests: two nodes on loopback, started and ended by the test, and what looks
 * into its Redis.
 *
 * <p>Start at {@link io.ray4j.cluster.testing.TestCluster}.
 */
@NullMarked
package io.ray4j.cluster.testing;

import org.jspecify.annotations.NullMarked;
