package io.ray4j.scheduler.task;

import io.ray4j.objectstore.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Names one task: the first 16 bytes of the ids of its results. An immutable value.
 *
 * @param result the id of the task's whole result, which is one and the same object wherever the
 *     task is known
 */
public record TaskId(ObjectId result) {
  public TaskId {
    if (result.index() != 0) {
      throw new IllegalArgumentException("not the id of a whole result: object=" + result);
    }
  }

  /**
   * Makes an id.
   *
   * @param origin the process that submitted the task: random for the driver, see {@link #originOf}
   *     for a worker
   * @param sequence a counter of that process, never used twice
   */
  public TaskId(long origin, long sequence) {
    this(new ObjectId(origin, sequence, 0));
  }

  /**
   * The origin of all ids that a worker makes. The driver takes no other from it, so that no worker
   * can make what is another process's.
   *
   * @param session the session's random number
   */
  public static long originOf(long session, int worker) {
    return session + worker;
  }

  /** The process that submitted the task. */
  public long origin() {
    return result.origin();
  }

  /** A counter of that process. */
  public long sequence() {
    return result.sequence();
  }

  // written out for the sake of a fast start: see ObjectId
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskId id && result.equals(id.result);
  }

  @Override
  public int hashCode() {
    return result.hashCode();
  }

  /** 32 hex digits. */
  @Override
  public String toString() {
    return String.format("%016x%016x", origin(), sequence());
  }
}
