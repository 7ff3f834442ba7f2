package io.ray4j.objectstore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.codec.Kinds.AllPrimitives;
import io.ray4j.objectstore.codec.Kinds.CodedException;
import io.ray4j.objectstore.codec.Kinds.Custom;
import io.ray4j.objectstore.codec.Kinds.Node;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Parts;
import io.ray4j.objectstore.codec.Kinds.Plain;
import io.ray4j.objectstore.codec.Kinds.Point;
import io.ray4j.objectstore.codec.Kinds.Range;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnreadablePayloadTest {
  private static final int GARBAGE_ROUNDS = 20_000;
  private static final int MUTATION_ROUNDS = 30_000;

  private static byte[] replace(byte[] payload, String from, String to) {
    assertThat(from).hasSameSizeAs(to);
    String text = new String(payload, StandardCharsets.ISO_8859_1);
    // Kryo marks the end of a name in its last character, which is therefore left out
    String start = from.substring(0, from.length() - 1);
    assertThat(text).contains(start);
    return text.replace(start, to.substring(0, to.length() - 1))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void shouldNameTheClassThatIsMissing() {
    String name = Point.class.getName();
    String missing = name.replace("Kinds", "Kinda");
    assertThatThrownBy(() -> Codecs.decode(replace(Codecs.encode(new Point(1, 2)), name, missing)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(missing)
        .hasCauseInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void shouldNameTheClassThatIsMissingInAJavaStream() {
    String name = CodedException.class.getName();
    String missing = name.replace("Kinds", "Kinda");
    List<Object> value = List.of(Collections.checkedList(List.of(), CodedException.class));
    assertThatThrownBy(() -> Codecs.decode(replace(Codecs.encode(value), name, missing)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("Kinda")
        .hasCauseInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void shouldReportWhatARecordsConstructorRefuses() {
    byte[] payload = Codecs.encode(new Range(0x11111111, 0x22222222));
    ByteBuffer buffer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 4 <= payload.length; i++) {
      if (buffer.getInt(i) == 0x11111111) {
        buffer.putInt(i, 0x33333333);
      }
    }
    assertThatThrownBy(() -> Codecs.decode(payload))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("the constructor of " + Range.class.getName())
        .hasMessageContaining("low=858993459 > high=572662306")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseAnotherVersion() {
    byte[] payload = Codecs.encode(5);
    payload[0] = (byte) (payload[0] ^ 0x40);
    assertThatThrownBy(() -> Codecs.decode(payload))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("version=3, expected=1");
  }

  @Test
  void shouldRefuseALengthThatDoesNotFit() {
    byte[] payload = Codecs.encode(new double[10]);
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).putLong(8, Long.MAX_VALUE / 8);
    assertThatThrownBy(() -> Codecs.decode(payload))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("does not fit into length=" + payload.length);
    assertThatThrownBy(() -> Codecs.reader().region(ByteBuffer.wrap(payload), List.of()))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Codecs.decode(new byte[0]))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void shouldRefuseALengthInAGraphBeforeItAllocates() {
    // the graph of the list: class, reference, count, then of its string: class, reference, length
    byte[] payload = Codecs.encode(new ArrayList<>(List.of("é")));
    int count = PayloadLayout.OBJECT_HEADER_LENGTH + 2;
    int stringLength = count + 3;
    assertThat(payload[count]).isEqualTo((byte) 1);
    assertThat(payload[stringLength]).isEqualTo((byte) 0x82);

    byte[] manyElements = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4};
    byte[] manyCharacters = {(byte) 0xC0, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4};
    assertThatThrownBy(() -> Codecs.decode(splice(payload, count, manyElements)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("length=1073741824, bytes left=");
    assertThatThrownBy(() -> Codecs.decode(splice(payload, stringLength, manyCharacters)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("length=536870911, bytes left=");
  }

  /** The payload with a number in its graph replaced by a longer one. */
  private static byte[] splice(byte[] payload, int at, byte[] number) {
    byte[] spliced = new byte[payload.length + number.length - 1];
    System.arraycopy(payload, 0, spliced, 0, at);
    System.arraycopy(number, 0, spliced, at, number.length);
    int rest = payload.length - at - 1;
    System.arraycopy(payload, at + 1, spliced, at + number.length, rest);
    ByteBuffer.wrap(spliced)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(
            PayloadLayout.OBJECT_GRAPH_LENGTH_OFFSET,
            spliced.length - PayloadLayout.OBJECT_HEADER_LENGTH);
    return spliced;
  }

  @Test
  void shouldRefuseTruncatedPayloads() {
    for (Object value : samples()) {
      byte[] payload = Codecs.encode(value);
      for (int length = 0; length < payload.length; length += 1 + payload.length / 50) {
        byte[] cut = Arrays.copyOf(payload, length);
        try {
          Object back = Codecs.decode(cut);
          // a string may end anywhere, and its length is that of the payload
          assertThat(back).isInstanceOf(String.class);
        } catch (CodecException e) {
          assertThat(e).hasMessageNotContaining("null");
        }
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldEndInACodecExceptionForGarbage() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ObjectCodec codec = Codecs.reader();
    int refused = 0;
    for (int round = 0; round < GARBAGE_ROUNDS; round++) {
      byte[] payload = new byte[1 + random.nextInt(60)];
      random.nextBytes(payload);
      if (random.nextInt(4) > 0) {
        payload[0] = PayloadLayout.tag(random.nextInt(14));
      }
      if (random.nextBoolean() && payload.length > 12) {
        // a header that fits, so that the graph is reached
        ByteBuffer.wrap(payload)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(0, PayloadLayout.tag(PayloadLayout.OBJECT))
            .put(1, (byte) 0)
            .putInt(4, payload.length - 12)
            .putInt(8, 0);
      }
      refused += survive(codec, payload, seed, round);
    }
    assertThat(refused).as("seed=" + seed).isGreaterThan(GARBAGE_ROUNDS / 4);
  }

  @Test
  @Timeout(60)
  void shouldEndInACodecExceptionForMutatedPayloads() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ObjectCodec codec = Codecs.reader();
    List<byte[]> valid = samples().stream().map(Codecs::encode).toList();
    int refused = 0;
    for (int round = 0; round < MUTATION_ROUNDS; round++) {
      byte[] payload = valid.get(random.nextInt(valid.size())).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        payload[random.nextInt(payload.length)] =
            (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4) - 1);
      }
      refused += survive(codec, payload, seed, round);
    }
    assertThat(refused).as("seed=" + seed).isGreaterThan(MUTATION_ROUNDS / 20);
  }

  /** One if the payload was refused, zero if something could be made of it. */
  private static int survive(ObjectCodec codec, byte[] payload, long seed, int round) {
    List<Selector> path = List.of(new Selector.Component(round % 3, Parts.class.getName(), "low"));
    try {
      codec.region(ByteBuffer.wrap(payload), path);
      codec.decode(ByteBuffer.wrap(payload), List.of());
      return 0;
    } catch (CodecException e) {
      return 1;
    } catch (Throwable e) {
      return fail("seed=" + seed + " round=" + round + " payload=" + Arrays.toString(payload), e);
    }
  }

  private static List<Object> samples() {
    Node node = new Node("n");
    node.next = node;
    node.value = new TreeMap<>(Collections.reverseOrder());
    List<Object> samples = new ArrayList<>();
    Collections.addAll(samples, 5, "text", "日本", new int[] {1, 2, 3}, new byte[2000], node);
    samples.add(new Parts(new double[200], 3, new double[2]));
    samples.add(new AllPrimitives(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, "nine", 1));
    samples.add(new HashMap<>(Map.of("a", List.of(1, 2L, "x"), "b", new Object[] {null, 1.5})));
    samples.add(new Pair<>(UUID.randomUUID(), new Custom(3, node)));
    samples.add(new CodedException("m", new IllegalStateException("c"), 5, new Point(1, 2)));
    samples.add(new Pair<>(EnumSet.of(Plain.ONE), BigInteger.TWO.pow(200)));
    samples.add(Collections.unmodifiableMap(new HashMap<>(Map.of("k", "v"))));
    samples.add((Kinds.SerializableFunction<String, String>) Kinds::shout);
    return samples;
  }
}
