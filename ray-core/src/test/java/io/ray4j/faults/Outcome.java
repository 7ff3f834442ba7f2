package io.ray4j.faults;

import io.ray4j.ObjectRef;
import io.ray4j.RayException;
import java.nio.LongBuffer;

/**
 * What became of a task: its value or its failure, in a form that two runs can be compared by.
 *
 * @param text the value's digest, or the types of the failure and its causes, with messages where
 *     they are the function's own
 */
record Outcome(String text) {
  /** Waits for it. */
  static Outcome of(ObjectRef<long[]> ref, boolean byView) {
    try {
      return of(byView ? ref.as(LongBuffer.class).get() : LongBuffer.wrap(ref.get()));
    } catch (RayException e) {
      return of(e);
    }
  }

  private static Outcome of(LongBuffer values) {
    long digest = 0;
    for (int index = 0; index < values.capacity(); index++) {
      digest = 1_000_003 * digest + values.get(index);
    }
    return new Outcome("long[" + values.capacity() + "] " + Long.toHexString(digest));
  }

  static Outcome of(RayException failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : " < ").append(cause.getClass().getName());
      if (!(cause instanceof RayException)) { // whose messages name processes
        text.append(": ").append(cause.getMessage());
      }
    }
    return new Outcome(text.toString());
  }
}
