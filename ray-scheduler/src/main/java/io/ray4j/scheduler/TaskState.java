package io.ray4j.scheduler;

/**
 * Where a task is in its life, as the driver knows it. Whether a leased task runs already only its
 * claim word tells.
 *
 * <p>WAITING -> READY -> LEASED <-> BLOCKED -> FINISHED; LEASED -> READY is a recall or another run
 * after a worker's death, LEASED -> WAITING one after an exception, READY -> WAITING an input that
 * was spilled. A deadline makes LEASED or BLOCKED STOPPING; to be cancelled is to be FINISHED,
 * though the task's thread may go on for a while.
 */
enum TaskState {
  /** Some input is not sealed yet or has to come back from disk, or a retry has to wait. */
  WAITING,
  /** It can run; no worker has it. */
  READY,
  /** A worker has it. */
  LEASED,
  /** It runs and waits for objects; its worker may run another task meanwhile. */
  BLOCKED,
  /** Its deadline has passed; that will be its result, once it is known what it was doing. */
  STOPPING,
  /** Its result, or a failure in place of it, is sealed. */
  FINISHED;

  boolean canBecome(TaskState next) {
    return switch (this) {
      case WAITING -> next == READY || next == FINISHED;
      case READY -> next == LEASED || next == WAITING || next == FINISHED;
      case LEASED -> next != LEASED;
      case BLOCKED -> next != BLOCKED;
      case STOPPING -> next == FINISHED;
      case FINISHED -> false;
    };
  }
}
