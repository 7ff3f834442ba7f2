package io.ray4j.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * How many workers there are to be, and whether more can be had.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class WorkerSupply {
  /** How many times the configured workers there may be, for when tasks wait in all of them. */
  private static final int MAX_GROWTH = 4;

  private final WorkerControl control;
  private final int configured;

  /** How many there are or will soon be. */
  private int expected;

  private boolean spare;

  /** Why there will be no more than there are, or null. */
  private @Nullable String exhausted;

  WorkerSupply(int configured, WorkerControl control) {
    this.configured = configured;
    this.expected = configured;
    this.control = control;
  }

  /** Why no worker can be had, or null. */
  @Nullable String exhausted() {
    return exhausted;
  }

  /** The pool says that there will be no more, and why; null takes that back. */
  void setExhausted(@Nullable String reason) {
    exhausted = reason;
  }

  /**
   * Asks for one worker more, unless one is on its way already.
   *
   * @param ready how many there are
   * @return false if there may be no more
   */
  boolean grow(int ready) {
    if (exhausted != null) {
      return false;
    }
    if (ready < expected) {
      return true;
    }
    if (expected == configured * MAX_GROWTH || !control.grow()) {
      return false;
    }
    expected++;
    return true;
  }

  /**
   * Has one worker more than run tasks from the first call on, warm for when one is killed: whoever
   * stops a task once will do so again.
   */
  void keepSpare() {
    if (!spare && expected == configured && control.grow()) {
      expected++;
    }
    spare = true;
  }
}
