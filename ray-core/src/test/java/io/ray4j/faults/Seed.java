package io.ray4j.faults;

/** Where the random numbers of a test begin. */
public final class Seed {
  private static final String PROPERTY = "ray4j.seed";

  private Seed() {}

  /** That of {@code -Dray4j.seed}, or else a new one; is printed. */
  public static long next() {
    long seed = Long.getLong(PROPERTY, System.nanoTime());
    System.out.println("seed: repeat this with -D" + PROPERTY + "=" + seed);
    return seed;
  }
}
