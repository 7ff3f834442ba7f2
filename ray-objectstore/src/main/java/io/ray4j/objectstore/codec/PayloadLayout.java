package io.ray4j.objectstore.codec;

import java.nio.ByteOrder;

/**
 * How a payload lies in memory. All offsets count from the payload's start; header fields are
 * little-endian, array elements are in this machine's own order. Constants only.
 *
 * <pre>
 * every payload
 *     0  1  tag: version (3 bits) and kind (5 bits)
 *
 * NULL, TRUE, FALSE          nothing more
 * BYTE … DOUBLE              1 to 8 bytes
 * STRING_LATIN1              one byte a character, to the end
 * STRING_UTF16               two bytes a character, to the end
 *
 * ARRAY: a primitive array as the whole value
 *     0  1  tag
 *     1  1  element type ({@link ElementType})
 *     2  2  zero
 *     4  4  data offset: 16, or 64 from 1024 bytes of data on
 *     8  8  number of elements
 *    data   the elements, to the end
 *
 * OBJECT: any other value
 *     0  1  tag
 *     1  1  flags: bit 0 set if there is a component table
 *     2  2  zero
 *     4  4  length of the graph
 *     8  4  number of out-of-band arrays
 *    12     array table, 17 bytes for each array: element type (1), data offset (8), elements (8)
 *           component table: number of components (4), for each the index of its array or -1 (4),
 *             length of the record's class name (4), class name in UTF-8
 *           graph: Kryo's bytes, in which an out-of-band array is an index into the array table
 *           the arrays' elements, each at a multiple of 64, gaps filled with zeros
 * </pre>
 */
final class PayloadLayout {
  /** Goes up with every change of what is drawn above. */
  static final int VERSION = 1;

  /**
   * Arrays of at least this many bytes are aligned, and leave the graph for the space behind it.
   */
  static final int OUT_OF_BAND_BYTES = 1024;

  /** A cache line, and at least the size of every vector register. */
  static final int ALIGNMENT = 64;

  /** Tables and graph are put together in one array of the JVM; raw arrays are not. */
  static final int MAX_HEAD_BYTES = Integer.MAX_VALUE - 8;

  static final ByteOrder HEADER_ORDER = ByteOrder.LITTLE_ENDIAN;

  static final int NULL = 0;
  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int BYTE = 3;
  static final int SHORT = 4;
  static final int CHARACTER = 5;
  static final int INTEGER = 6;
  static final int LONG = 7;
  static final int FLOAT = 8;
  static final int DOUBLE = 9;
  static final int STRING_LATIN1 = 10;
  static final int STRING_UTF16 = 11;
  static final int ARRAY = 12;
  static final int OBJECT = 13;

  static final int TAG_LENGTH = 1;

  static final int ARRAY_TYPE_OFFSET = 1;
  static final int ARRAY_DATA_OFFSET = 4;
  static final int ARRAY_COUNT_OFFSET = 8;
  static final int ARRAY_HEADER_LENGTH = 16;

  static final int OBJECT_FLAGS_OFFSET = 1;
  static final int OBJECT_GRAPH_LENGTH_OFFSET = 4;
  static final int OBJECT_ARRAYS_OFFSET = 8;
  static final int OBJECT_HEADER_LENGTH = 12;
  static final int ARRAY_ENTRY_LENGTH = 17;
  static final int FLAG_COMPONENT_TABLE = 1;

  private static final int KIND_BITS = 5;

  private PayloadLayout() {}

  static byte tag(int kind) {
    return (byte) ((VERSION << KIND_BITS) | kind);
  }

  /** The kind a tag names. */
  static int kind(byte tag) {
    int version = (tag & 0xFF) >>> KIND_BITS;
    if (version != VERSION) {
      throw new CodecException(
          "the payload is of another version: version=" + version + ", expected=" + VERSION, null);
    }
    return tag & ((1 << KIND_BITS) - 1);
  }

  /** Whether a byte is a tag of this version. */
  static boolean isTag(byte first) {
    return (first & 0xFF) >>> KIND_BITS == VERSION;
  }

  static long align(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static CodecException corrupt(String what) {
    return new CodecException("the payload is corrupt: " + what, null);
  }
}
