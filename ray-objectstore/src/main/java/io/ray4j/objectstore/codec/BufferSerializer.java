package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Buffers of all types: what lies between position and limit comes back as a heap buffer of the
 * same byte order, read-only if it was. Stateless.
 *
 * <p>The elements travel as an array, so a large buffer is out of band like any array.
 */
final class BufferSerializer extends Serializer<Buffer> {
  @Override
  public void write(Kryo kryo, Output output, Buffer buffer) {
    output.writeBoolean(buffer.isReadOnly());
    output.writeBoolean(order(buffer) == ByteOrder.BIG_ENDIAN);
    kryo.writeClassAndObject(output, elements(buffer));
  }

  @Override
  public Buffer read(Kryo kryo, Input input, Class<? extends Buffer> type) {
    boolean readOnly = input.readBoolean();
    ByteOrder order = input.readBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Object elements = kryo.readClassAndObject(input);
    ElementType elementType = elements == null ? null : ElementType.ofArray(elements);
    if (elements == null || elementType == null) {
      throw new RefusedException("a buffer of " + elements, null);
    }
    return switch (elementType) {
      case BYTE -> bytes(ByteBuffer.wrap((byte[]) elements), order, readOnly);
      case CHAR -> chars((char[]) elements, order, readOnly);
      case SHORT -> shorts((short[]) elements, order, readOnly);
      case INT -> ints((int[]) elements, order, readOnly);
      case LONG -> longs((long[]) elements, order, readOnly);
      case FLOAT -> floats((float[]) elements, order, readOnly);
      case DOUBLE -> doubles((double[]) elements, order, readOnly);
      case BOOLEAN -> throw new RefusedException("a buffer of boolean", null);
    };
  }

  static ByteOrder order(Buffer buffer) {
    if (buffer instanceof ByteBuffer bytes) {
      return bytes.order();
    } else if (buffer instanceof CharBuffer chars) {
      return chars.order();
    } else if (buffer instanceof ShortBuffer shorts) {
      return shorts.order();
    } else if (buffer instanceof IntBuffer ints) {
      return ints.order();
    } else if (buffer instanceof LongBuffer longs) {
      return longs.order();
    } else if (buffer instanceof FloatBuffer floats) {
      return floats.order();
    }
    return ((DoubleBuffer) buffer).order();
  }

  private static Object elements(Buffer buffer) {
    int length = buffer.remaining();
    if (buffer instanceof ByteBuffer bytes) {
      byte[] array = new byte[length];
      bytes.duplicate().get(array);
      return array;
    } else if (buffer instanceof CharBuffer chars) {
      char[] array = new char[length];
      chars.duplicate().get(array);
      return array;
    } else if (buffer instanceof ShortBuffer shorts) {
      short[] array = new short[length];
      shorts.duplicate().get(array);
      return array;
    } else if (buffer instanceof IntBuffer ints) {
      int[] array = new int[length];
      ints.duplicate().get(array);
      return array;
    } else if (buffer instanceof LongBuffer longs) {
      long[] array = new long[length];
      longs.duplicate().get(array);
      return array;
    } else if (buffer instanceof FloatBuffer floats) {
      float[] array = new float[length];
      floats.duplicate().get(array);
      return array;
    }
    double[] array = new double[length];
    ((DoubleBuffer) buffer).duplicate().get(array);
    return array;
  }

  private static Buffer bytes(ByteBuffer buffer, ByteOrder order, boolean readOnly) {
    return (readOnly ? buffer.asReadOnlyBuffer() : buffer).order(order);
  }

  private static boolean isNative(ByteOrder order) {
    return order == ByteOrder.nativeOrder();
  }

  /** Space for elements that are not in the order of this machine, which no array can be. */
  private static ByteBuffer space(int count, int bytesEach, ByteOrder order) {
    return ByteBuffer.allocate(Math.multiplyExact(count, bytesEach)).order(order);
  }

  private static Buffer chars(char[] array, ByteOrder order, boolean readOnly) {
    CharBuffer buffer =
        isNative(order)
            ? CharBuffer.wrap(array)
            : space(array.length, Character.BYTES, order).asCharBuffer().put(array).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static Buffer shorts(short[] array, ByteOrder order, boolean readOnly) {
    ShortBuffer buffer =
        isNative(order)
            ? ShortBuffer.wrap(array)
            : space(array.length, Short.BYTES, order).asShortBuffer().put(array).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static Buffer ints(int[] array, ByteOrder order, boolean readOnly) {
    IntBuffer buffer =
        isNative(order)
            ? IntBuffer.wrap(array)
            : space(array.length, Integer.BYTES, order).asIntBuffer().put(array).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static Buffer longs(long[] array, ByteOrder order, boolean readOnly) {
    LongBuffer buffer =
        isNative(order)
            ? LongBuffer.wrap(array)
            : space(array.length, Long.BYTES, order).asLongBuffer().put(array).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static Buffer floats(float[] array, ByteOrder order, boolean readOnly) {
    FloatBuffer buffer =
        isNative(order)
            ? FloatBuffer.wrap(array)
            : space(array.length, Float.BYTES, order).asFloatBuffer().put(array).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static Buffer doubles(double[] array, ByteOrder order, boolean readOnly) {
    DoubleBuffer buffer =
        isNative(order)
            ? DoubleBuffer.wrap(array)
            : space(array.length, Double.BYTES, order).asDoubleBuffer().put(array).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }
}
