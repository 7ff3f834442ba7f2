package io.ray4j.scheduler;

/**
 * What the scheduler has learned of a function: how long its tasks take and whether they block. It
 * decides how many of them are worth leasing ahead.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class FunctionProfile {
  /** Tasks leased ahead should keep a worker busy for about this long: ten round trips. */
  private static final long AHEAD_NS = 500_000;

  /** Tasks longer than this gain nothing from being leased ahead. */
  private static final long LONG_NS = 10_000_000;

  private static final int MAX_AHEAD = 256;

  /** A moving average; 0 until a task has finished. */
  private long averageNs;

  private boolean blocks;

  void taskFinished(long durationNs) {
    averageNs = averageNs == 0 ? durationNs : averageNs + (durationNs - averageNs) / 8;
  }

  void taskBlocked() {
    blocks = true;
  }

  /**
   * How many tasks of this function a worker may hold besides the one that it runs. None if they
   * block: each would cost a thread as soon as the one before it waits.
   */
  int ahead() {
    if (blocks || averageNs > LONG_NS) {
      return 0;
    }
    return averageNs == 0 ? 1 : (int) Math.max(1, Math.min(MAX_AHEAD, AHEAD_NS / averageNs));
  }
}
