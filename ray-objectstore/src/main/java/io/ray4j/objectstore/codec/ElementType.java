package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.PayloadLayout.corrupt;

import io.ray4j.objectstore.Payload;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The eight types of raw array elements, and how arrays of them are copied in bulk. Immutable. */
enum ElementType {
  BOOLEAN(0, boolean.class, 1),
  BYTE(1, byte.class, Byte.BYTES),
  SHORT(2, short.class, Short.BYTES),
  CHAR(3, char.class, Character.BYTES),
  INT(4, int.class, Integer.BYTES),
  LONG(5, long.class, Long.BYTES),
  FLOAT(6, float.class, Float.BYTES),
  DOUBLE(7, double.class, Double.BYTES);

  /** Booleans have no buffer of their own and go through one of this size. */
  private static final int BOOLEAN_CHUNK = 8192;

  private static final ElementType[] BY_CODE = values();

  /** What stands for the type in payloads; never changes, and counts up from 0. */
  final byte code;

  final Class<?> type;
  final int bytes;

  ElementType(int code, Class<?> type, int bytes) {
    this.code = (byte) code;
    this.type = type;
    this.bytes = bytes;
  }

  /** The type of a primitive array's elements, null for any other object. */
  static @Nullable ElementType ofArray(Object value) {
    Class<?> component = value.getClass().getComponentType();
    return component == null || !component.isPrimitive() ? null : of(component);
  }

  static ElementType of(Class<?> primitive) {
    for (ElementType each : BY_CODE) {
      if (each.type == primitive) {
        return each;
      }
    }
    throw new IllegalArgumentException("not the type of an array's elements: " + primitive);
  }

  static ElementType ofCode(byte code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw corrupt("element type=" + code);
    }
    return BY_CODE[code];
  }

  long byteLength(Object array) {
    return (long) Array.getLength(array) * bytes;
  }

  /** Writes all elements from the offset on. */
  void write(Object array, Payload target, long offset) {
    int count = Array.getLength(array);
    for (int done = 0; done < count; ) {
      ByteBuffer raw = target.slice(offset + (long) done * bytes, (long) (count - done) * bytes);
      int some = raw.remaining() / bytes;
      write(array, done, some, raw);
      done += some;
    }
  }

  /** A new array of {@code count} elements from the offset on, which the caller has checked. */
  Object read(Payload source, long offset, int count) {
    Object array = Array.newInstance(type, count);
    for (int done = 0; done < count; ) {
      ByteBuffer raw = source.slice(offset + (long) done * bytes, (long) (count - done) * bytes);
      int some = raw.remaining() / bytes;
      if (some == 0) {
        throw corrupt("an array of %s at offset=%d is not aligned".formatted(type, offset));
      }
      read(raw, array, done, some);
      done += some;
    }
    return array;
  }

  /** Writes some of the elements at the position of a buffer in native order. */
  void write(Object array, int from, int count, ByteBuffer raw) {
    switch (this) {
      case BOOLEAN -> writeBooleans((boolean[]) array, from, count, raw);
      case BYTE -> raw.put((byte[]) array, from, count);
      case SHORT -> raw.asShortBuffer().put((short[]) array, from, count);
      case CHAR -> raw.asCharBuffer().put((char[]) array, from, count);
      case INT -> raw.asIntBuffer().put((int[]) array, from, count);
      case LONG -> raw.asLongBuffer().put((long[]) array, from, count);
      case FLOAT -> raw.asFloatBuffer().put((float[]) array, from, count);
      case DOUBLE -> raw.asDoubleBuffer().put((double[]) array, from, count);
    }
  }

  /** Fills some of the elements from the position of a buffer in native order. */
  void read(ByteBuffer raw, Object array, int from, int count) {
    switch (this) {
      case BOOLEAN -> readBooleans(raw, (boolean[]) array, from, count);
      case BYTE -> raw.get((byte[]) array, from, count);
      case SHORT -> raw.asShortBuffer().get((short[]) array, from, count);
      case CHAR -> raw.asCharBuffer().get((char[]) array, from, count);
      case INT -> raw.asIntBuffer().get((int[]) array, from, count);
      case LONG -> raw.asLongBuffer().get((long[]) array, from, count);
      case FLOAT -> raw.asFloatBuffer().get((float[]) array, from, count);
      case DOUBLE -> raw.asDoubleBuffer().get((double[]) array, from, count);
    }
  }

  private static void writeBooleans(boolean[] array, int from, int count, ByteBuffer target) {
    byte[] chunk = new byte[Math.min(count, BOOLEAN_CHUNK)];
    for (int done = 0; done < count; done += chunk.length) {
      int length = Math.min(chunk.length, count - done);
      for (int i = 0; i < length; i++) {
        chunk[i] = (byte) (array[from + done + i] ? 1 : 0);
      }
      target.put(chunk, 0, length);
    }
  }

  private static void readBooleans(ByteBuffer source, boolean[] array, int from, int count) {
    byte[] chunk = new byte[Math.min(count, BOOLEAN_CHUNK)];
    for (int done = 0; done < count; done += chunk.length) {
      int length = Math.min(chunk.length, count - done);
      source.get(chunk, 0, length);
      for (int i = 0; i < length; i++) {
        array[from + done + i] = chunk[i] != 0;
      }
    }
  }
}
