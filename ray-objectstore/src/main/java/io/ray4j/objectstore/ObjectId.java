package io.ray4j.objectstore;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Names one object: 20 bytes, unique on a cluster for its life.
 *
 * <p>An immutable value. The first 16 bytes name the task (or the put) that makes the object, the
 * last four which of its results it is, as in Ray.
 *
 * @param origin the process that made the id
 * @param sequence a counter of that process, never used twice
 * @param index 0 for the whole result, i + 1 for its component or element i
 */
public record ObjectId(long origin, long sequence, int index) {
  /** The length of an id in bytes. */
  public static final int BYTES = 20;

  /** The id of this object's part {@code part}: component or element number {@code part}. */
  public ObjectId part(int part) {
    return new ObjectId(origin, sequence, part + 1);
  }

  /** The id of the whole result that this object is, or is a part of. */
  public ObjectId whole() {
    return index == 0 ? this : new ObjectId(origin, sequence, 0);
  }

  /** Whether both are the same result, or a part of it. */
  boolean isOfSameResult(ObjectId other) {
    return sequence == other.sequence && origin == other.origin;
  }

  /** Writes the {@value #BYTES} bytes of this id at the buffer's position. */
  public void writeTo(ByteBuffer target) {
    target.putLong(origin).putLong(sequence).putInt(index);
  }

  /** Reads what {@link #writeTo} wrote, in the same byte order. */
  public static ObjectId readFrom(ByteBuffer source) {
    return new ObjectId(source.getLong(), source.getLong(), source.getInt());
  }

  // written out: linking a record's own equals and hashCode costs a process 20 ms of its start
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectId id
        && sequence == id.sequence
        && index == id.index
        && origin == id.origin;
  }

  @Override
  public int hashCode() {
    // ids that follow each other lie beside each other in a table, where they are soon looked for
    return (int) sequence + index * 0x9E3779B9 + Long.hashCode(origin);
  }

  /** 40 hex digits. */
  @Override
  public String toString() {
    return String.format("%016x%016x%08x", origin, sequence, index);
  }
}
