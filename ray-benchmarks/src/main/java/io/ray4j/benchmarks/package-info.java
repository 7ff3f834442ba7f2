/**
 * Runs Ray4J and its peers side by side: forks a JVM for each, gathers the figures that it reports,
 * and writes them as a table, as JSON and as a chart.
 *
 * <p>Start at {@link Benchmarks}. Calls {@code io.ray4j.benchmarks.peer}. Never published.
 */
@NullMarked
package io.ray4j.benchmarks;

import org.jspecify.annotations.NullMarked;
