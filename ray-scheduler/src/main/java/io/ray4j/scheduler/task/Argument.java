package io.ray4j.scheduler.task;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.RefTarget;
import java.util.List;

/** One argument of a task, as it was submitted. Immutable. */
public sealed interface Argument {
  /**
   * A small value.
   *
   * @param payload as the codec wrote it; never written again
   * @param references the objects that refs inside the value point at
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them, and payloads are not copied
  record Value(byte[] payload, List<ObjectId> references) implements Argument {}

  /**
   * An object that must be sealed before the task runs.
   *
   * @param target the object, or the part of one
   */
  record Ref(RefTarget target) implements Argument {}
}
