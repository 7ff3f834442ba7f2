package io.ray4j.objectstore.codec;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
      throw PayloadLayout.corrupt("element type=" + code);
    }
    return BY_CODE[code];
  }

  long byteLength(Object array) {
    return (long) Array.getLength(array) * bytes;
  }

  /** Writes all elements at the buffer's position, and moves it behind them. */
  void write(Object array, ByteBuffer target) {
    int length = Math.toIntExact(byteLength(array));
    ByteBuffer raw = target.slice(target.position(), length).order(ByteOrder.nativeOrder());
    switch (this) {
      case BOOLEAN -> writeBooleans((boolean[]) array, raw);
      case BYTE -> raw.put((byte[]) array);
      case SHORT -> raw.asShortBuffer().put((short[]) array);
      case CHAR -> raw.asCharBuffer().put((char[]) array);
      case INT -> raw.asIntBuffer().put((int[]) array);
      case LONG -> raw.asLongBuffer().put((long[]) array);
      case FLOAT -> raw.asFloatBuffer().put((float[]) array);
      case DOUBLE -> raw.asDoubleBuffer().put((double[]) array);
    }
    target.position(target.position() + length);
  }

  /** A new array of {@code count} elements from the offset on, which the caller has checked. */
  Object read(ByteBuffer source, int offset, int count) {
    ByteBuffer raw = source.slice(offset, count * bytes).order(ByteOrder.nativeOrder());
    Object array = Array.newInstance(type, count);
    switch (this) {
      case BOOLEAN -> readBooleans(raw, (boolean[]) array);
      case BYTE -> raw.get((byte[]) array);
      case SHORT -> raw.asShortBuffer().get((short[]) array);
      case CHAR -> raw.asCharBuffer().get((char[]) array);
      case INT -> raw.asIntBuffer().get((int[]) array);
      case LONG -> raw.asLongBuffer().get((long[]) array);
      case FLOAT -> raw.asFloatBuffer().get((float[]) array);
      case DOUBLE -> raw.asDoubleBuffer().get((double[]) array);
    }
    return array;
  }

  private static void writeBooleans(boolean[] array, ByteBuffer target) {
    byte[] chunk = new byte[Math.min(array.length, BOOLEAN_CHUNK)];
    for (int from = 0; from < array.length; from += chunk.length) {
      int length = Math.min(chunk.length, array.length - from);
      for (int i = 0; i < length; i++) {
        chunk[i] = (byte) (array[from + i] ? 1 : 0);
      }
      target.put(chunk, 0, length);
    }
  }

  private static void readBooleans(ByteBuffer source, boolean[] array) {
    byte[] chunk = new byte[Math.min(array.length, BOOLEAN_CHUNK)];
    for (int from = 0; from < array.length; from += chunk.length) {
      int length = Math.min(chunk.length, array.length - from);
      source.get(chunk, 0, length);
      for (int i = 0; i < length; i++) {
        array[from + i] = chunk[i] != 0;
      }
    }
  }
}
