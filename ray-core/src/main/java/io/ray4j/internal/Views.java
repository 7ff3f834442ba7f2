package io.ray4j.internal;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The buffer classes that primitive arrays can be read through without a copy. */
final class Views {
  private static final Map<Class<?>, Class<?>> ELEMENT_TYPES =
      Map.of(
          ByteBuffer.class, byte.class,
          ShortBuffer.class, short.class,
          CharBuffer.class, char.class,
          IntBuffer.class, int.class,
          LongBuffer.class, long.class,
          FloatBuffer.class, float.class,
          DoubleBuffer.class, double.class);

  private Views() {}

  /** The element type of the arrays that can be read through a view. */
  static Class<?> elementTypeOf(Class<?> view) {
    Class<?> elementType = ELEMENT_TYPES.get(view);
    if (elementType == null) {
      throw new IllegalArgumentException(
          view.getName()
              + " is no view of an array. Use DoubleBuffer.class for a double[], ByteBuffer.class"
              + " for a byte[], and so on; a boolean[] has none.");
    }
    return elementType;
  }

  /** The view class if the type is one, or null. */
  static @Nullable Class<?> viewType(Class<?> type) {
    return ELEMENT_TYPES.containsKey(type) ? type : null;
  }

  /** The view class of that name. */
  static Class<?> byName(String name) {
    for (Class<?> view : ELEMENT_TYPES.keySet()) {
      if (view.getName().equals(name)) {
        return view;
      }
    }
    throw new IllegalArgumentException(name + " is no view of an array");
  }

  /** The bytes as a read-only buffer of that class. */
  static Buffer of(ByteBuffer bytes, Class<?> view) {
    ByteBuffer source = bytes.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    if (view == DoubleBuffer.class) {
      return source.asDoubleBuffer();
    } else if (view == FloatBuffer.class) {
      return source.asFloatBuffer();
    } else if (view == LongBuffer.class) {
      return source.asLongBuffer();
    } else if (view == IntBuffer.class) {
      return source.asIntBuffer();
    } else if (view == ShortBuffer.class) {
      return source.asShortBuffer();
    } else if (view == CharBuffer.class) {
      return source.asCharBuffer();
    }
    return source;
  }
}
