package io.ray4j.objectstore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.Selector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that sees only scalars and arrays must not pay for loading Kryo. */
class StartWithoutKryoTest {
  private static final String KRYO = "com.esotericsoftware.kryo";

  /** What the child runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      ObjectCodec codec = Codecs.writer();
      List<Selector> whole = List.of();
      Object[] values = {
        null,
        true,
        (byte) 1,
        (short) 2,
        'c',
        4,
        5L,
        6f,
        7d,
        "text",
        "日本",
        new boolean[2000],
        new byte[2000],
        new short[2],
        new char[2000],
        new int[2],
        new long[2000],
        new float[2],
        new double[2000]
      };
      for (Object value : values) {
        ByteBuffer payload = ByteBuffer.wrap(codec.encode(value).toBytes());
        codec.decode(payload, whole);
        codec.region(payload, whole);
      }
      if (arguments.length > 0) {
        codec.decode(ByteBuffer.wrap(codec.encode(new Kinds.Point(1, 2)).toBytes()), whole);
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldNotLoadKryoForScalarsAndArrays() throws Exception {
    String loaded = run("-Xlog:class+load");
    assertThat(loaded).contains(ObjectCodec.class.getName()).doesNotContain(KRYO);
  }

  @Test
  @Timeout(60)
  void shouldLoadKryoForARecord() throws Exception {
    // the other test proves nothing if this one fails
    assertThat(run("-Xlog:class+load", "graph")).contains(KRYO);
  }

  @Test
  @Timeout(60)
  void shouldPrintNothing() throws Exception {
    assertThat(run("-Xlog:disable", "graph")).isEmpty();
  }

  private static String run(String log, String... arguments) throws Exception {
    return new String(ChildJvm.run(List.of(log), Program.class, arguments), StandardCharsets.UTF_8);
  }
}
