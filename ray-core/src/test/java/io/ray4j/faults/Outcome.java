package io.ray4j.faults;

import io.ray4j.ObjectRef;
import io.ray4j.RayException;
import java.nio.LongBuffer;

/**
 * What became of a task: its value or its failure, in a form that two runs can be compared by.
 *
 * @param text the value's digest, or the types of the failure and its first cause
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
    // of several failed inputs it is the first to fail that counts, which is a matter of time
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new Outcome(failure.getClass().getName() + " < " + root.getClass().getName());
  }
}
