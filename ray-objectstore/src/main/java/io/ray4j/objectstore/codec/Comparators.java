package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The comparators of sorted collections and maps, which come before the elements. Stateless. */
final class Comparators {
  private Comparators() {}

  static void write(
      Kryo kryo,
      Output output,
      GraphReferences references,
      Object sorted,
      @Nullable Comparator<?> comparator) {
    references.enter(sorted);
    Parts.write(kryo, output, ".comparator", comparator);
    references.exit();
  }

  @SuppressWarnings("unchecked") // it came out of a collection of such elements
  static @Nullable Comparator<? super Object> read(Kryo kryo, Input input) {
    return (Comparator<? super Object>) kryo.readClassAndObject(input);
  }
}
