package io.ray4j.scheduler.pool;

/** Where a worker process is in its life: STARTING -> READY -> DEAD, or DEAD at once. */
public enum WorkerState {
  /** Forked, or about to be, and not heard of yet. */
  STARTING,
  /** Connected: can be given tasks. */
  READY,
  /** The process has ended and all that it had sent was read. */
  DEAD;

  boolean canBecome(WorkerState next) {
    return switch (this) {
      case STARTING -> next == READY || next == DEAD;
      case READY -> next == DEAD;
      case DEAD -> false;
    };
  }
}
