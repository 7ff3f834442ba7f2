package io.ray4j.objectstore;

/**
 * A range of bytes in a segment. Immutable.
 *
 * @param segment the segment's number
 * @param offset where the range begins within the segment, in bytes, a multiple of 64
 * @param length its length in bytes
 */
public record Extent(int segment, long offset, long length) {
  /** The first byte after the range. */
  public long end() {
    return offset + length;
  }
}
