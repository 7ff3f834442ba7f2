/**
 * The API on a real Ray cluster, through Ray's own Java API.
 *
 * <p>Start at {@link io.ray4j.cluster.ClusterRuntime}. Found by {@link io.ray4j.Ray#init()} through
 * {@code ServiceLoader}; not API for users.
 */
@NullMarked
package io.ray4j.cluster;

import org.jspecify.annotations.NullMarked;
