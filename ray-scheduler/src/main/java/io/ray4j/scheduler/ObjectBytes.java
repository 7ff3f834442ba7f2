package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Segments.MappedView;

/** Where sealed objects are read: their bytes, and how to have them stay there. Thread-safe. */
public interface ObjectBytes {
  /**
   * Has a sealed object's bytes stay where they are until they were read; waits until they are in
   * memory. For objects that are {@link io.ray4j.objectstore.ObjectValue.Stored}.
   */
  PinResult pin(ObjectId id) throws InterruptedException;

  /**
   * Pins an input of the task that the calling thread runs, which is pinned until the task ends,
   * for longer. Never waits.
   */
  PinResult.Pinned pinInput(ObjectId id, Extent extent);

  /** An object's bytes, read-only. Not to be kept: it does not pin the object. */
  Payload readable(Extent extent);

  /**
   * A read-only view of {@code length} of an object's bytes, from {@code offset} on, which may be
   * kept for as long as the object is pinned.
   */
  MappedView view(Extent extent, long offset, long length);
}
