package io.ray4j.scheduler.task;

import io.ray4j.objectstore.RefTarget;

/** One argument of a task, as it was submitted. Immutable. */
public sealed interface Argument {
  /**
   * A small value.
   *
   * @param payload as the codec wrote it; never written again
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them, and payloads are not copied
  record Value(byte[] payload) implements Argument {}

  /**
   * An object that must be sealed before the task runs.
   *
   * @param target the object, or the part of one
   */
  record Ref(RefTarget target) implements Argument {}
}
