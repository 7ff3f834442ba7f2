package io.ray4j.objectstore;

import java.util.List;
import java.util.Objects;
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

  /**
   * The id of the object that the ref keeps: of the part if the result's parts are objects of their
   * own, which {@link ObjectStore#find} knows.
   */
  public ObjectId object() {
    return path.isEmpty() ? root : root.part(path.get(0).index());
  }

  // written out for the sake of a fast start: see ObjectId
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RefTarget target
        && root.equals(target.root)
        && path.equals(target.path)
        && Objects.equals(view, target.view);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * root.hashCode() + path.hashCode()) + Objects.hashCode(view);
  }

  /** The whole of an object, read as its value. */
  public static RefTarget whole(ObjectId root) {
    return new RefTarget(root, List.of(), null);
  }
}
