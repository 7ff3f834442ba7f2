package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.Segments;

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

  /** This process's mappings of the objects' bytes. */
  Segments segments();
}
