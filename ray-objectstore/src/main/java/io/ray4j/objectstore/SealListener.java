package io.ray4j.objectstore;

import java.util.List;

/** Is told once that an object has been sealed. Runs on the sealing thread and must not block. */
@FunctionalInterface
public interface SealListener {
  /**
   * The object is sealed.
   *
   * @param value the object
   * @param path the steps from it to the part that was asked for
   */
  void onSealed(ObjectValue value, List<Selector> path);
}
