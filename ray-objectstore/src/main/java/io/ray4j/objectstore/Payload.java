package io.ray4j.objectstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of one object where they lie: in one buffer, or, if they are too many for one, in
 * several pieces that follow each other. Offsets count from the object's first byte.
 *
 * <p>Several threads may use one, as they may use the memory behind it: the positions of its
 * buffers are never moved. It holds no resources.
 */
public final class Payload {
  /** Where the first piece lies; where it begins there; how long it and all but the last are. */
  private final ByteBuffer first;

  private final int start;
  private final int length;

  /** The further pieces, each from 0 to its capacity. */
  private final List<ByteBuffer> rest;

  Payload(ByteBuffer first, int start, int length, List<ByteBuffer> rest) {
    this.first = first;
    this.start = start;
    this.length = length;
    this.rest = rest;
  }

  /** The bytes between the buffer's position and limit. */
  public static Payload of(ByteBuffer bytes) {
    return new Payload(bytes, bytes.position(), bytes.remaining(), List.of());
  }

  /** All bytes of the array. */
  public static Payload of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /**
   * The bytes between position and limit of each piece, in order.
   *
   * @param pieces at least one; all but the last equally long, a multiple of 64 bytes, so that no
   *     element of an aligned array lies in two; the last may be longer or shorter
   */
  public static Payload ofPieces(List<ByteBuffer> pieces) {
    List<ByteBuffer> rest = new ArrayList<>(pieces.size() - 1);
    int length = pieces.get(0).remaining();
    for (int i = 1; i < pieces.size(); i++) {
      int left = pieces.get(i - 1).remaining();
      if (left != length || left % SegmentLayout.ALIGNMENT != 0 || left == 0) {
        throw new IllegalArgumentException(
            "all pieces but the last must be equally long, by a multiple of %d: piece=%d, length=%d, first=%d"
                .formatted(SegmentLayout.ALIGNMENT, i - 1, left, length));
      }
      rest.add(pieces.get(i).slice());
    }
    return new Payload(pieces.get(0), pieces.get(0).position(), length, rest);
  }

  /** The number of bytes. */
  public long size() {
    int last = rest.size() - 1;
    return last < 0 ? length : (long) length * (last + 1) + rest.get(last).capacity();
  }

  /** The pieces, in order. */
  List<ByteBuffer> pieces() {
    List<ByteBuffer> all = new ArrayList<>(1 + rest.size());
    all.add(first.slice(start, length));
    all.addAll(rest);
    return all;
  }

  /** The byte at that index of the first piece. */
  public byte get(int index) {
    return first.get(start + index);
  }

  /** The bytes from the offset on, at most {@code bytes}: as many as lie in one piece. */
  public ByteBuffer slice(long offset, long bytes) {
    int piece = pieceAt(offset);
    int from = indexIn(piece, offset);
    return buffer(piece)
        .slice(from, (int) Math.min(bytes, end(piece) - from))
        .order(ByteOrder.nativeOrder());
  }

  /** These bytes in a row: where they lie, or a copy if they lie in several pieces. */
  public ByteBuffer contiguous(long offset, int bytes) {
    ByteBuffer slice = slice(offset, bytes);
    if (slice.capacity() == bytes) {
      return slice;
    }
    byte[] copy = new byte[bytes];
    get(offset, copy, bytes);
    return ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
  }

  /** Reads bytes from the offset on. */
  public void get(long offset, byte[] target, int bytes) {
    for (int done = 0; done < bytes; ) {
      int piece = pieceAt(offset + done);
      int from = indexIn(piece, offset + done);
      int some = Math.min(bytes - done, end(piece) - from);
      buffer(piece).get(from, target, done, some);
      done += some;
    }
  }

  /** Writes bytes from the offset on. */
  public void put(long offset, byte[] source, int bytes) {
    for (int done = 0; done < bytes; ) {
      int piece = pieceAt(offset + done);
      int from = indexIn(piece, offset + done);
      int some = Math.min(bytes - done, end(piece) - from);
      buffer(piece).put(from, source, done, some);
      done += some;
    }
  }

  private int pieceAt(long offset) {
    return rest.isEmpty() ? 0 : (int) Math.min(offset / length, rest.size());
  }

  private ByteBuffer buffer(int piece) {
    return piece == 0 ? first : rest.get(piece - 1);
  }

  private int indexIn(int piece, long offset) {
    return (int) (offset - (long) piece * length) + (piece == 0 ? start : 0);
  }

  private int end(int piece) {
    return piece == 0 ? start + length : rest.get(piece - 1).capacity();
  }
}
