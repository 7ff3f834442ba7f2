package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.PayloadLayout.ALIGNMENT;
import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY;
import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY_COUNT_OFFSET;
import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY_DATA_OFFSET;
import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY_HEADER_LENGTH;
import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY_TYPE_OFFSET;
import static io.ray4j.objectstore.codec.PayloadLayout.HEADER_ORDER;
import static io.ray4j.objectstore.codec.PayloadLayout.OUT_OF_BAND_BYTES;
import static io.ray4j.objectstore.codec.PayloadLayout.corrupt;
import static io.ray4j.objectstore.codec.PayloadLayout.tag;

import io.ray4j.objectstore.Payload;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;

/** Primitive arrays as whole values. Stateless; loads nothing of Kryo. */
final class RawArrays {
  private RawArrays() {}

  static EncodedObject encode(ElementType type, Object array) {
    int dataOffset = type.byteLength(array) >= OUT_OF_BAND_BYTES ? ALIGNMENT : ARRAY_HEADER_LENGTH;
    byte[] head = head(type, Array.getLength(array), dataOffset, ARRAY_HEADER_LENGTH);
    return new EncodedObject(head, List.of(array), new long[] {dataOffset}, List.of());
  }

  /** The header, followed by zeros if it is to be longer. */
  static byte[] head(ElementType type, int count, int dataOffset, int length) {
    byte[] head = new byte[length];
    ByteBuffer.wrap(head)
        .order(HEADER_ORDER)
        .put(tag(ARRAY))
        .put(type.code)
        .putInt(ARRAY_DATA_OFFSET, dataOffset)
        .putLong(ARRAY_COUNT_OFFSET, count);
    return head;
  }

  static ArrayEntry entry(Payload payload) {
    long length = payload.size();
    if (length < ARRAY_HEADER_LENGTH) {
      throw corrupt("an array's header does not fit into length=" + length);
    }
    ByteBuffer header = payload.slice(0, ARRAY_HEADER_LENGTH).order(HEADER_ORDER);
    return new ArrayEntry(
            ElementType.ofCode(header.get(ARRAY_TYPE_OFFSET)),
            header.getInt(ARRAY_DATA_OFFSET),
            header.getLong(ARRAY_COUNT_OFFSET))
        .within(length);
  }
}
