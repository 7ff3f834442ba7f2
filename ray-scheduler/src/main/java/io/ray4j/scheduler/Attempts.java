package io.ray4j.scheduler;

import io.ray4j.scheduler.task.ExecutionPolicy;
import java.util.concurrent.TimeUnit;

/**
 * How often a task was run, and whether it may be run again.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class Attempts {
  /** How often a task is run again whose worker died through another. */
  static final int MAX_SPARED = 3;

  private static final long FIRST_BACK_OFF_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MAX_DOUBLINGS = 7; // 12.8 s

  private int ended;
  private int charged;
  private int spared;
  private boolean lostWorker;

  /** How many runs have ended, whatever ended them. */
  int ended() {
    return ended;
  }

  /** How many of them count against {@code maxRetries}. */
  int charged() {
    return charged;
  }

  /** How many of them were ended by the death of a worker that another task caused. */
  int spared() {
    return spared;
  }

  /** Whether a worker has died while it ran the task. */
  boolean hasLostWorker() {
    return lostWorker;
  }

  /** A run has ended, and no other follows. */
  void runEnded() {
    ended++;
  }

  /** A run has ended with an exception of {@code retryOn}; returns whether another may follow. */
  boolean threw(ExecutionPolicy policy) {
    ended++;
    return ++charged <= policy.maxRetries();
  }

  /**
   * A run has ended with its worker; returns whether another may follow.
   *
   * @param guilty whether it was this task, or one that it had submitted, that ended the worker
   */
  boolean lostWorker(ExecutionPolicy policy, boolean guilty) {
    ended++;
    lostWorker = true;
    if (guilty) {
      return ++charged <= policy.maxRetries();
    }
    spared++;
    return policy.maxRetries() > 0 && spared <= MAX_SPARED;
  }

  /** How long the run after an exception is put off. */
  long backOffNs() {
    return FIRST_BACK_OFF_NS << Math.min(MAX_DOUBLINGS, charged - 1);
  }
}
