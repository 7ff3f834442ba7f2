package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.PayloadLayout.corrupt;

import io.ray4j.objectstore.Payload;

/**
 * Where one raw array lies in a payload, checked against the payload's end. Immutable.
 *
 * @param type of the elements
 * @param offset of the first element, from the payload's start
 * @param count of elements
 */
record ArrayEntry(ElementType type, long offset, long count) {
  /** Refuses an entry that points outside of a payload of this many bytes. */
  ArrayEntry within(long payloadLength) {
    if (offset < 0
        || count < 0
        || count > Integer.MAX_VALUE
        || offset > payloadLength
        || count > (payloadLength - offset) / type.bytes) {
      throw corrupt(
          "an array of %s at offset=%d, elements=%d does not fit into length=%d"
              .formatted(type.type, offset, count, payloadLength));
    }
    return this;
  }

  ArrayRegion region() {
    return new ArrayRegion(type.type, offset, count * type.bytes);
  }

  /** A copy of the array. */
  Object read(Payload payload) {
    return type.read(payload, offset, (int) count);
  }
}
