package io.ray4j.objectstore.codec;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.PayloadWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value ready to be written: its header and graph as bytes, and its primitive arrays, which are
 * still the caller's own.
 *
 * <p>Immutable, and so usable by any thread; but what {@link #writeTo} writes is what the arrays
 * hold by then, so it is called before the caller's code goes on.
 */
public final class EncodedObject implements PayloadWriter {
  private static final byte[] ZEROS = new byte[PayloadLayout.ALIGNMENT];
  private static final long[] NO_OFFSETS = {};

  private final byte[] head;
  private final List<Object> arrays;
  private final long[] offsets;
  private final long size;
  private final List<ObjectId> references;

  /**
   * @param head all that comes before the first array; handed over
   * @param arrays primitive arrays
   * @param offsets of each array, rising
   */
  EncodedObject(byte[] head, List<Object> arrays, long[] offsets, List<ObjectId> references) {
    this.head = head;
    this.arrays = arrays;
    this.offsets = offsets;
    this.references = references;
    this.size = end();
  }

  static EncodedObject of(byte[] head) {
    return new EncodedObject(head, List.of(), NO_OFFSETS, List.of());
  }

  private long end() {
    if (arrays.isEmpty()) {
      return head.length;
    }
    int last = arrays.size() - 1;
    Object array = arrays.get(last);
    return offsets[last] + ElementType.of(array.getClass().getComponentType()).byteLength(array);
  }

  /** The caller's own array if the value is a byte array of 1 KB or more, or null. */
  public byte @Nullable [] plainBytes() {
    return arrays.size() == 1
            && arrays.get(0) instanceof byte[] bytes
            && PayloadLayout.kind(head[0]) == PayloadLayout.ARRAY
            && offsets[0] == PayloadLayout.ALIGNMENT
        ? bytes
        : null;
  }

  /** The number of bytes of the payload. */
  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(Payload target) {
    target.put(0, head, head.length);
    long end = head.length;
    for (int i = 0; i < offsets.length; i++) {
      target.put(end, ZEROS, (int) (offsets[i] - end));
      Object array = arrays.get(i);
      ElementType type = ElementType.of(array.getClass().getComponentType());
      type.write(array, target, offsets[i]);
      end = offsets[i] + type.byteLength(array);
    }
  }

  @Override
  public byte[] toBytes() {
    if (arrays.isEmpty()) {
      return head;
    }
    byte[] bytes = new byte[Math.toIntExact(size)];
    writeTo(Payload.of(bytes));
    return bytes;
  }

  @Override
  public List<ObjectId> references() {
    return references;
  }
}
