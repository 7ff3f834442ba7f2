package io.ray4j.scheduler.task;

import java.util.List;
import java.util.Map;

/**
 * How a task is run. Immutable, and shared by the tasks of a function.
 *
 * @param numReturns how many objects it makes, at most {@value #MAX_RETURNS}; 1 means one for the
 *     whole result
 * @param maxRetries further runs after a worker died, or after one of {@code retryOn}; 0 means none
 * @param slots how many workers' slots it takes while it runs, at least 1
 * @param timeoutNs how long one run may take; 0 means without limit
 * @param retryOn the binary names of the exceptions after which it is run again
 * @param resources what it occupies on a node of a cluster, by the names that Ray gives to them,
 *     {@code CPU} included unless it is 0; this machine's scheduler knows slots only
 */
public record ExecutionPolicy(
    int numReturns,
    int maxRetries,
    int slots,
    long timeoutNs,
    List<String> retryOn,
    Map<String, Double> resources) {
  /** The most objects that one task makes: each costs the driver memory from the submission on. */
  public static final int MAX_RETURNS = 1_000_000;

  /** The name of the resource that every task occupies. */
  public static final String CPU = "CPU";

  public ExecutionPolicy {
    if (numReturns > MAX_RETURNS) {
      throw new IllegalArgumentException(
          "numReturns must be at most %d: numReturns=%d. Return lists of lists."
              .formatted(MAX_RETURNS, numReturns));
    }
    if (numReturns < 1 || maxRetries < 0 || slots < 1 || timeoutNs < 0) {
      throw new IllegalArgumentException(
          "numReturns and slots must be positive, maxRetries and timeoutNs not negative:"
              + " numReturns=%d maxRetries=%d slots=%d timeoutNs=%d"
                  .formatted(numReturns, maxRetries, slots, timeoutNs));
    }
    retryOn = List.copyOf(retryOn);
    resources = Map.copyOf(resources);
  }

  /** One that occupies as many CPUs as slots, and nothing else. */
  public ExecutionPolicy(
      int numReturns, int maxRetries, int slots, long timeoutNs, List<String> retryOn) {
    this(numReturns, maxRetries, slots, timeoutNs, retryOn, Map.of(CPU, (double) slots));
  }

  /** How many objects of their own the result's parts are; 0 if it is stored whole. */
  public int parts() {
    return numReturns == 1 ? 0 : numReturns;
  }

  /** Whether a run of it may be stopped by its deadline. */
  public boolean hasDeadline() {
    return timeoutNs > 0;
  }
}
