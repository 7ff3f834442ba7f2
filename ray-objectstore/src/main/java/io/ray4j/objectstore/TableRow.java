package io.ray4j.objectstore;

import java.util.List;

/**
 * What the {@link ObjectTable} says of one object. An immutable value.
 *
 * @param sizeBytes the object's length
 * @param extents where it lies, in order; copied, empty if and only if it is spilled
 * @param spillFile the file that holds it, as the spiller names it; empty if and only if it is not
 *     spilled
 * @param task the task that made it, its name and id; empty for a put. Only for people to read: the
 *     table keeps its first {@value #MAX_TASK_CHARS} characters
 */
public record TableRow(
    ObjectState state, long sizeBytes, List<Extent> extents, String spillFile, String task) {
  static final int MAX_TASK_CHARS = 100;

  public TableRow {
    extents = List.copyOf(extents);
    boolean spilled = state == ObjectState.SPILLED;
    if (sizeBytes < 0 || extents.isEmpty() != spilled || spillFile.isEmpty() == spilled) {
      throw new IllegalArgumentException(
          "A sealed row has extents, a spilled one a file: state=%s, sizeBytes=%d, extents=%s, spillFile=%s"
              .formatted(state, sizeBytes, extents, spillFile));
    }
    if (task.length() > MAX_TASK_CHARS) {
      task = task.substring(0, MAX_TASK_CHARS);
    }
  }

  /** The row of an object in segments. */
  public static TableRow sealed(long sizeBytes, List<Extent> extents, String task) {
    return new TableRow(ObjectState.SEALED, sizeBytes, extents, "", task);
  }

  /** The row of an object in a spill file. */
  public static TableRow spilled(long sizeBytes, String spillFile, String task) {
    return new TableRow(ObjectState.SPILLED, sizeBytes, List.of(), spillFile, task);
  }
}
