package io.ray4j.objectstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a row in the table's file, big-endian.
 *
 * <pre>
 *   offset  length
 *        0       1  version
 *        1       1  state: 0 sealed, 1 spilled
 *        2       2  n, the number of extents
 *        4       2  s, the length of the spill file's name
 *        6       2  t, the length of the task's name
 *        8       8  the object's length
 *       16    20 n  the extents, each: segment (4), offset (8), length (8)
 *  16+20 n       s  the spill file's name, UTF-8
 *        …       t  the task's name, UTF-8
 * </pre>
 */
final class TableRowLayout {
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 16;
  private static final int EXTENT_BYTES = 20;
  private static final List<ObjectState> STATES = List.of(ObjectState.SEALED, ObjectState.SPILLED);

  /** The length of a row with one extent and a usual task name. */
  static final int USUAL_BYTES = HEADER_BYTES + EXTENT_BYTES + 32;

  private TableRowLayout() {}

  /**
   * The row's bytes.
   *
   * @throws IllegalArgumentException if it has more extents, or a longer name, than the layout
   *     holds
   */
  static byte[] encode(TableRow row) {
    byte[] spillFile = row.spillFile().getBytes(StandardCharsets.UTF_8);
    byte[] task = row.task().getBytes(StandardCharsets.UTF_8);
    int extents = row.extents().size();
    ByteBuffer target =
        ByteBuffer.allocate(HEADER_BYTES + EXTENT_BYTES * extents + spillFile.length + task.length);
    target.put((byte) VERSION).put((byte) STATES.indexOf(row.state()));
    target.putShort(unsignedShort(extents, "extents"));
    target.putShort(unsignedShort(spillFile.length, "bytes in the spill file's name"));
    target.putShort(unsignedShort(task.length, "bytes in the task's name"));
    target.putLong(row.sizeBytes());
    for (Extent extent : row.extents()) {
      target.putInt(extent.segment()).putLong(extent.offset()).putLong(extent.length());
    }
    return target.put(spillFile).put(task).array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another version
   */
  static TableRow decode(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    int version = source.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "The object table was written by another version of Ray4J: version=%d, this one reads %d"
              .formatted(version, VERSION));
    }
    ObjectState state = STATES.get(source.get());
    int count = Short.toUnsignedInt(source.getShort());
    byte[] spillFile = new byte[Short.toUnsignedInt(source.getShort())];
    byte[] task = new byte[Short.toUnsignedInt(source.getShort())];
    long sizeBytes = source.getLong();
    List<Extent> extents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      extents.add(new Extent(source.getInt(), source.getLong(), source.getLong()));
    }
    source.get(spillFile).get(task);
    return new TableRow(
        state,
        sizeBytes,
        extents,
        new String(spillFile, StandardCharsets.UTF_8),
        new String(task, StandardCharsets.UTF_8));
  }

  private static short unsignedShort(int value, String what) {
    if (value > 0xFFFF) {
      throw new IllegalArgumentException(
          "A row of the object table holds at most 65535 %s: %d".formatted(what, value));
    }
    return (short) value;
  }
}
