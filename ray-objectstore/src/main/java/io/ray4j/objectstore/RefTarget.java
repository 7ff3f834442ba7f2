package io.ray4j.objectstore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ref points at: an object or a part of one, and how it is to be read. Immutable.
 *
 * @param root the object
 * @param path the steps from the object's value to the part; empty for the whole
 * @param view the binary name of the buffer class to read the value through, or null for the value
 *     itself
 */
public record RefTarget(ObjectId root, List<Selector> path, @Nullable String view) {
  public RefTarget {
    path = List.copyOf(path);
  }

  /** The whole of an object, read as its value. */
  public static RefTarget whole(ObjectId root) {
    return new RefTarget(root, List.of(), null);
  }
}
