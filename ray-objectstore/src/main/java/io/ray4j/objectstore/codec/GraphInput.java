package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.io.Input;

/**
 * Kryo's input, which believes no length that is larger than what is left: a corrupt payload must
 * not make it allocate gigabytes. Confined to the thread that uses its session.
 */
final class GraphInput extends Input {
  private static final byte[] EMPTY = new byte[0];

  GraphInput() {
    super(EMPTY);
  }

  /** Reads a number of things that take at least one byte each. */
  static int readCount(Input input) {
    return ((GraphInput) input).checked(input.readVarInt(true));
  }

  @Override
  public int readVarIntFlag(boolean optimizePositive) {
    // Kryo reads the lengths of strings this way; they are one too high, for null.
    int count = super.readVarIntFlag(optimizePositive);
    checked(count - 1);
    return count;
  }

  @Override
  public byte[] readBytes(int length) {
    return super.readBytes(checked(length));
  }

  int left() {
    return limit - position;
  }

  private int checked(int count) {
    if (count < -1 || count > left()) {
      throw new RefusedException("length=" + count + ", bytes left=" + left(), null);
    }
    return count;
  }

  void forget() {
    setBuffer(EMPTY);
  }
}
