package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import org.jspecify.annotations.Nullable;

/** Named parts of a whole, with their name in the path of a failure. Stateless. */
final class Parts {
  private Parts() {}

  static void write(Kryo kryo, Output output, String step, @Nullable Object part) {
    try {
      kryo.writeClassAndObject(output, part);
    } catch (RuntimeException e) {
      throw RefusedException.at(step, e);
    }
  }
}
