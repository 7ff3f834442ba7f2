package io.ray4j.scheduler.task;

import io.ray4j.objectstore.ObjectId;

/**
 * Names one task: the first 16 bytes of the ids of its results. An immutable value.
 *
 * @param origin the process that submitted it: random for the driver, see {@link #originOf} for a
 *     worker
 * @param sequence a counter of that process, never used twice
 */
public record TaskId(long origin, long sequence) {
  /**
   * The origin of all ids that a worker makes. The driver takes no other from it, so that no worker
   * can make what is another process's.
   *
   * @param session the session's random number
   */
  public static long originOf(long session, int worker) {
    return session + worker;
  }

  /** The id of the task's whole result. */
  public ObjectId result() {
    return new ObjectId(origin, sequence, 0);
  }

  /** 32 hex digits. */
  @Override
  public String toString() {
    return String.format("%016x%016x", origin, sequence);
  }
}
