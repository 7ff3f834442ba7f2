package io.ray4j.scheduler.task;

/**
 * How a task is run. Immutable, and shared by the tasks of a function.
 *
 * @param numReturns how many objects it makes, at most {@value #MAX_RETURNS}; 1 means one for the
 *     whole result
 * @param maxRetries further runs after a worker died; 0 means none
 * @param slots how many workers' slots it takes while it runs, at least 1
 */
public record ExecutionPolicy(int numReturns, int maxRetries, int slots) {
  /** The most objects that one task makes: each costs the driver memory from the submission on. */
  public static final int MAX_RETURNS = 1_000_000;

  public ExecutionPolicy {
    if (numReturns > MAX_RETURNS) {
      throw new IllegalArgumentException(
          "numReturns must be at most %d: numReturns=%d. Return lists of lists."
              .formatted(MAX_RETURNS, numReturns));
    }
    if (numReturns < 1 || maxRetries < 0 || slots < 1) {
      throw new IllegalArgumentException(
          "numReturns and slots must be positive and maxRetries not negative: numReturns="
              + numReturns
              + " maxRetries="
              + maxRetries
              + " slots="
              + slots);
    }
  }

  /** How many objects of their own the result's parts are; 0 if it is stored whole. */
  public int parts() {
    return numReturns == 1 ? 0 : numReturns;
  }
}
