/**
 * What runs in a forked JVM: one peer behind the {@link Peer} interface, and the measures on it.
 *
 * <p>Start at {@link PeerMain}. Forked by {@code io.ray4j.benchmarks}, to which it reports through
 * {@link ReportLine}.
 */
@NullMarked
package io.ray4j.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
