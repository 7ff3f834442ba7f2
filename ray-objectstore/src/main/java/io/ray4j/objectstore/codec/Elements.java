package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.jspecify.annotations.Nullable;

/** Numbered parts of a whole, with their number in the path of a failure. Stateless. */
final class Elements {
  private Elements() {}

  /** Writes the number of elements, and the elements. */
  static void write(Kryo kryo, Output output, @Nullable Object[] elements, int count) {
    output.writeVarInt(count, true);
    int i = 0;
    try {
      for (; i < count; i++) {
        kryo.writeClassAndObject(output, elements[i]);
      }
    } catch (RuntimeException e) {
      throw RefusedException.at("[" + i + "]", e);
    }
  }

  /** Fills an array made for the number that was written. */
  static void read(Kryo kryo, Input input, @Nullable Object[] elements) {
    int i = 0;
    try {
      for (; i < elements.length; i++) {
        elements[i] = kryo.readClassAndObject(input);
      }
    } catch (RuntimeException e) {
      throw RefusedException.at("[" + i + "]", e);
    }
  }

  /** Reads number and elements. */
  static @Nullable Object[] read(Kryo kryo, Input input) {
    @Nullable Object[] elements = new Object[GraphInput.readCount(input)];
    read(kryo, input, elements);
    return elements;
  }
}
