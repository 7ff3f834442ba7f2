package io.ray4j.scheduler.pool;

/**
 * Which dead workers are replaced, and when: those that never were ready after longer and longer
 * waits, and after too many of them not at all until another one is.
 *
 * <p>Guarded by the {@link WorkerPool}'s lock.
 */
final class Replacements {
  /** Deaths in a row of workers that nobody killed and that never were ready. */
  private static final int MAX_FAILED_STARTS = 3;

  /** How long a worker waits that is to replace one which did not start; doubled each time. */
  private static final long BACK_OFF_MS = 100;

  /** How many workers in a row have failed to start; each time the next one waits longer. */
  private int failedStarts;

  /** How many dead workers will be replaced and are not yet. */
  private int awaited;

  /** How many will not be, unless another worker starts. */
  private int givenUp;

  /** A worker has died and is to be replaced. */
  void died() {
    awaited++;
  }

  /** Workers are forked in place of so many. */
  void forked(int count) {
    awaited -= count;
  }

  /** Whether any is to be forked, now or later. */
  boolean isAnyAwaited() {
    return awaited > 0;
  }

  /** A worker is ready; returns how many can be tried again that had been given up. */
  int started() {
    failedStarts = 0;
    int again = givenUp;
    givenUp = 0;
    return again;
  }

  /**
   * A worker has died that never was ready.
   *
   * @param byItself whether nobody killed it
   * @return how long to wait before another is forked in its place; -1 if none is to be
   */
  long failedToStart(boolean byItself) {
    if (!byItself) {
      return BACK_OFF_MS;
    }
    failedStarts++;
    if (failedStarts < MAX_FAILED_STARTS) {
      return BACK_OFF_MS << failedStarts;
    }
    awaited--;
    givenUp++;
    return -1;
  }
}
