package io.ray4j.scheduler.transport;

import org.jspecify.annotations.Nullable;

/** What a frame says. Sent by ordinal: driver and workers are of one version. */
enum MessageType {
  // worker to driver
  HELLO,
  TASK_FINISHED,
  TASK_BLOCKED,
  TASK_UNBLOCKED,
  SUBMIT_TASK,
  PUT_OBJECT,
  GET_OBJECT,
  LEASE_SPACE,
  RETURN_SPACE,
  ADD_REFERENCE,
  REMOVE_REFERENCE,
  FREE_OBJECT,
  PIN_OBJECT,
  PIN_INPUT,
  UNPIN_OBJECT,
  SYNC,
  GET_STATE,
  CANCEL_TASK,
  THREAD_DUMP,
  // driver to worker
  RUN_TASK,
  OBJECT_SEALED,
  SPACE_LEASED,
  SPACE_REFUSED,
  OBJECT_PINNED,
  PIN_FAILED,
  COLLECT_GARBAGE,
  SYNC_DONE,
  STATE,
  INTERRUPT_TASK,
  CANCEL_DONE,
  SHUTDOWN,
  // both ways
  DEFINE_FUNCTION;

  private static final MessageType[] ALL = values();

  /** The type with that ordinal, or null. */
  static @Nullable MessageType of(int ordinal) {
    return ordinal >= 0 && ordinal < ALL.length ? ALL[ordinal] : null;
  }
}
