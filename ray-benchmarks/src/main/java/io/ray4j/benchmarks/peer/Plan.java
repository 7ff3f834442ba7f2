package io.ray4j.benchmarks.peer;

/**
 * How long to warm up and to measure. Immutable.
 *
 * @param warmUpMs how long each kind of call is repeated before it is measured
 * @param samples how many figures of each measure a JVM reports
 * @param batchMs about how long one batch of small calls takes
 * @param treeRuns how many tree reduces come before the warm ones
 * @param limitMs after which no further sample of a measure is taken; twice of it ends the tree
 *     runs
 */
public record Plan(long warmUpMs, int samples, long batchMs, int treeRuns, long limitMs) {
  /** For figures to be kept. */
  public static final Plan WHOLE = new Plan(2_000, 5, 400, 400, 4_000);

  /** For a first look. */
  public static final Plan QUICK = new Plan(600, 2, 200, 250, 1_500);

  /** For tests of the harness: the figures mean nothing. */
  public static final Plan SMOKE = new Plan(1, 1, 1, 1, 1);

  /** The plan of that name. */
  public static Plan named(String name) {
    return switch (name) {
      case "whole" -> WHOLE;
      case "quick" -> QUICK;
      case "smoke" -> SMOKE;
      default -> throw new IllegalArgumentException("no such plan: " + name);
    };
  }
}
