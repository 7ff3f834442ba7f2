package io.ray4j.scheduler;

/**
 * Where a task is in its life, as the driver knows it. Whether a leased task runs already only its
 * claim word tells.
 *
 * <p>WAITING -> READY -> LEASED <-> BLOCKED -> FINISHED; LEASED -> READY is a recall or a retry,
 * READY -> WAITING an input that was spilled.
 */
enum TaskState {
  /** Some input is not sealed yet, or has to come back from disk. */
  WAITING,
  /** It can run; no worker has it. */
  READY,
  /** A worker has it. */
  LEASED,
  /** It runs and waits for objects; its worker may run another task meanwhile. */
  BLOCKED,
  /** Its result, or a failure in place of it, is sealed. */
  FINISHED;

  boolean canBecome(TaskState next) {
    return switch (this) {
      case WAITING -> next == READY || next == FINISHED;
      case READY -> next == LEASED || next == WAITING || next == FINISHED;
      case LEASED -> next == BLOCKED || next == READY || next == FINISHED;
      case BLOCKED -> next == LEASED || next == READY || next == FINISHED;
      case FINISHED -> false;
    };
  }
}
