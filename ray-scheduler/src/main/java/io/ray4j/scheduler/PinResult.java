package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectValue;

/** What became of the wish to read an object's bytes. Immutable. */
public sealed interface PinResult {
  /**
   * The bytes lie there until they are unpinned.
   *
   * @param extent where
   * @param unpin takes the pin back; to be run once, by any thread
   */
  record Pinned(Extent extent, Runnable unpin) implements PinResult {}

  /**
   * The bytes cannot be had.
   *
   * @param failure why
   */
  record NotPinned(ObjectValue.Failed failure) implements PinResult {}
}
