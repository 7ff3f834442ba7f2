package io.ray4j.functional;

import io.ray4j.Remote;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Arrays of every primitive type that has a buffer, and functions that take the buffers. */
final class ViewTasks {
  private ViewTasks() {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Batch(
      byte[] bytes,
      short[] shorts,
      char[] chars,
      int[] ints,
      long[] longs,
      float[] floats,
      double[] doubles) {}

  /** Element {@code i} of each array is {@code i}, cut to its type. */
  @Remote
  static Batch batch(int length) {
    Batch batch =
        new Batch(
            new byte[length],
            new short[length],
            new char[length],
            new int[length],
            new long[length],
            new float[length],
            new double[length]);
    for (int index = 0; index < length; index++) {
      batch.bytes[index] = (byte) index;
      batch.shorts[index] = (short) index;
      batch.chars[index] = (char) index;
      batch.ints[index] = index;
      batch.longs[index] = index;
      batch.floats[index] = index;
      batch.doubles[index] = index;
    }
    return batch;
  }

  @Remote
  static String ofBytes(ByteBuffer view) {
    return describe(view, view.get(view.limit() - 1));
  }

  @Remote
  static String ofShorts(ShortBuffer view) {
    return describe(view, view.get(view.limit() - 1));
  }

  @Remote
  static String ofChars(CharBuffer view) {
    return describe(view, view.get(view.limit() - 1));
  }

  @Remote
  static String ofInts(IntBuffer view) {
    return describe(view, view.get(view.limit() - 1));
  }

  @Remote
  static String ofLongs(LongBuffer view) {
    return describe(view, view.get(view.limit() - 1));
  }

  @Remote
  static String ofFloats(FloatBuffer view) {
    return describe(view, (long) view.get(view.limit() - 1));
  }

  @Remote
  static String ofDoubles(DoubleBuffer view) {
    return describe(view, (long) view.get(view.limit() - 1));
  }

  private static String describe(Buffer view, long last) {
    return description(view.remaining(), last, view.isReadOnly());
  }

  /** What the functions return. */
  static String description(int length, long last, boolean readOnly) {
    return "length=%d last=%d readOnly=%s".formatted(length, last, readOnly);
  }

  @Remote
  static boolean isDirect(DoubleBuffer view) {
    return view.isDirect();
  }
}
