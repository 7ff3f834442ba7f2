package io.ray4j.objectstore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.codec.Kinds.Derived;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Plain;
import io.ray4j.objectstore.codec.Kinds.Point;
import io.ray4j.objectstore.codec.Kinds.SerializableFunction;
import io.ray4j.objectstore.codec.Kinds.WithBodies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A payload says all that another JVM needs. */
class AcrossProcessesTest {
  private static List<Object> values() {
    List<Object> values = new ArrayList<>();
    Collections.addAll(values, new Point(1, 2), new Pair<>("a", new UUID(1, 2)), Plain.TWO);
    Collections.addAll(values, WithBodies.MINUS, List.of(1, 2, 3), Map.of("a", 1, "b", 2));
    Collections.addAll(values, Set.of("x", "y", "z"), Collections.unmodifiableList(List.of(1)));
    TreeMap<String, Integer> tree = new TreeMap<>(Collections.reverseOrder());
    tree.putAll(Map.of("a", 1, "b", 2));
    Collections.addAll(values, tree, new EnumMap<>(Map.of(Plain.ONE, 1)), int.class);
    values.add(DoubleStream.iterate(0, x -> x + 1).limit(1000).boxed().toList());
    return values;
  }

  /** What the child runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      int captured = 3;
      SerializableFunction<Integer, Integer> function = x -> x * captured;
      double[] array = DoubleStream.iterate(0, x -> x + 1).limit(1000).toArray();
      Object all =
          Arrays.asList(
              values(), function, new Derived("d"), new IOException("thrown"), array, array);
      System.out.write(Codecs.encode(all));
      System.out.flush();
    }
  }

  @Test
  @Timeout(60)
  void shouldDecodeWhatAnotherJvmEncoded() throws Exception {
    List<?> all = (List<?>) Codecs.decode(ChildJvm.run(List.of(), Program.class));

    assertThat(all.get(0)).isEqualTo(values());
    @SuppressWarnings("unchecked") // as the child made it
    SerializableFunction<Integer, Integer> function =
        (SerializableFunction<Integer, Integer>) all.get(1);
    assertThat(function.apply(5)).isEqualTo(15);
    assertThat(((Derived) all.get(2)).last()).isEqualTo("d");
    assertThat((IOException) all.get(3)).hasMessage("thrown");
    assertThat(((IOException) all.get(3)).getStackTrace()[0].getMethodName()).isEqualTo("main");
    assertThat((double[]) all.get(4)).hasSize(1000).isSameAs(all.get(5)).endsWith(999);
  }
}
