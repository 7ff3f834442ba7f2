package io.ray4j.objectstore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Selector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that are too long for one buffer, with buffers that are small enough for a test. */
class SpanningPayloadTest {
  private static final int PIECE = 4096;
  private static final List<Selector> WHOLE = List.of();

  /** Several arrays of different types; no two are of the same length. */
  @SuppressWarnings("ArrayRecordComponent") // as users have them
  record Columns(long[] ids, boolean[] flags, String name, double[] values, byte[] none) {}

  /** Pieces of which each but the last is {@code pieceBytes} long, filled with ones. */
  private static Payload pieces(int pieceBytes, long size, boolean direct) {
    List<ByteBuffer> pieces = new ArrayList<>();
    long left = size;
    do {
      int length = (int) Math.min(left, pieceBytes);
      // each lies within a larger buffer, as an extent lies within a mapping
      ByteBuffer around =
          direct ? ByteBuffer.allocateDirect(length + 200) : ByteBuffer.allocate(length + 200);
      for (int i = 0; i < around.capacity(); i++) {
        around.put(i, (byte) -1);
      }
      pieces.add(around.position(64).limit(64 + length));
      left -= length;
    } while (left > 0);
    return Payload.ofPieces(pieces);
  }

  private static Payload written(Object value, int pieceBytes, boolean direct) {
    EncodedObject encoded = Codecs.writer().encode(value);
    Payload payload = pieces(pieceBytes, encoded.size(), direct);
    encoded.writeTo(payload);
    byte[] bytes = new byte[(int) payload.size()];
    payload.get(0, bytes, bytes.length);
    assertThat(bytes).as("the same bytes as in one buffer").isEqualTo(encoded.toBytes());
    return payload;
  }

  /** Of lengths such that the payload ends just before, at, and just behind the end of a piece. */
  static Stream<Object> arrays() {
    List<Object> arrays = new ArrayList<>();
    for (int bytes : new int[] {0, 64, PIECE - 64, PIECE, 3 * PIECE - 64, 5 * PIECE + 1000}) {
      for (int more : new int[] {-1, 0, 1}) {
        for (ElementType type : ElementType.values()) {
          int count = Math.max(0, bytes / type.bytes + more);
          Object array = java.lang.reflect.Array.newInstance(type.type, count);
          byte[] random = new byte[count * type.bytes];
          new java.util.Random(count).nextBytes(random);
          for (int i = 0; type == ElementType.BOOLEAN && i < count; i++) {
            random[i] &= 1;
          }
          type.read(ByteBuffer.wrap(random).order(ByteOrder.nativeOrder()), array, 0, count);
          arrays.add(array);
        }
      }
    }
    return arrays.stream();
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldBringBackArraysOfAllTypesFromSeveralBuffers(Object array) {
    for (int pieceBytes : new int[] {PIECE, 64}) {
      for (boolean direct : new boolean[] {true, false}) {
        Payload payload = written(array, pieceBytes, direct);
        assertThat(Codecs.reader().decode(payload, WHOLE)).isEqualTo(array);
      }
    }
  }

  @Test
  void shouldBringBackARecordOfSeveralArraysAndEachAlone() {
    for (int more = 0; more < 20; more++) {
      Columns columns =
          new Columns(
              random(PIECE / Long.BYTES + more),
              new boolean[2 * PIECE + more],
              "name",
              Arrays.stream(random(3 * PIECE / Double.BYTES - more)).asDoubleStream().toArray(),
              new byte[0]);
      columns.flags()[PIECE + more] = true;
      Payload payload = written(columns, PIECE, true);
      ObjectCodec codec = Codecs.reader();

      assertThat(codec.decode(payload, WHOLE)).usingRecursiveComparison().isEqualTo(columns);
      assertThat(codec.decode(payload, component(1, "flags"))).isEqualTo(columns.flags());
      assertThat(codec.decode(payload, component(3, "values"))).isEqualTo(columns.values());
      ArrayRegion region = codec.region(payload, component(3, "values"));
      assertThat(region.length()).isEqualTo((long) columns.values().length * Double.BYTES);
      assertThat(region.offset() + region.length()).isEqualTo(payload.size());
      assertThat(payload.slice(region.offset(), Double.BYTES).getDouble())
          .isEqualTo(columns.values()[0]);
    }
  }

  private static long[] random(int length) {
    return new java.util.Random(length).longs(length).toArray();
  }

  private static List<Selector> component(int index, String name) {
    return List.of(new Selector.Component(index, Columns.class.getName(), name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Latin ä", "wide €"})
  void shouldBringBackStringsAndGraphsFromSeveralBuffers(String string) {
    String text = string.repeat(1001);
    assertThat(Codecs.reader().decode(written(text, PIECE, true), WHOLE)).isEqualTo(text);
    List<Object> graph = new ArrayList<>(Collections.nCopies(3, text));
    graph.add(random(5000));
    assertThat(Codecs.reader().decode(written(graph, PIECE, false), WHOLE))
        .usingRecursiveComparison()
        .isEqualTo(graph);
  }

  @Test
  void shouldRefuseACorruptArrayWhoseElementsLieInTwoBuffers() {
    Payload payload = written(new long[2000], PIECE, true);
    payload.put(4, new byte[] {60, 0, 0, 0}, 4); // the data offset

    assertThatThrownBy(() -> Codecs.reader().decode(payload, WHOLE))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("not aligned");
  }

  @Test
  void shouldRefuseMoreElementsThanAnArrayHas() {
    ArrayEntry most = new ArrayEntry(ElementType.BYTE, 64, Integer.MAX_VALUE);
    assertThat(most.within(3L << 30)).isEqualTo(most);
    assertThatThrownBy(() -> new ArrayEntry(ElementType.BYTE, 64, 1L << 31).within(3L << 30))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void shouldRefuseAGraphThatIsTooLongForOneArray() {
    GraphCodec codec =
        new GraphCodec(getClass().getClassLoader(), TestRef.codec("writer"), 10 * PIECE);
    List<Object> numbers = new ArrayList<>(List.of(new long[100 * PIECE]));
    codec.encode(numbers); // a raw array does not count
    for (int i = 0; i < PIECE; i++) {
      numbers.add("number " + i); // the graph's limit is far lower here
    }

    assertThatThrownBy(() -> codec.encode(numbers))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("more than 2 GB")
        .hasMessageContaining("split it");
  }

  @Test
  void shouldRefusePiecesThatElementsCouldStraddle() {
    ByteBuffer odd = ByteBuffer.allocate(100);
    ByteBuffer even = ByteBuffer.allocate(128);
    assertThatThrownBy(() -> Payload.ofPieces(List.of(odd, odd)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Payload.ofPieces(List.of(even, ByteBuffer.allocate(64), even)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Payload.ofPieces(List.of(even, odd)).size()).isEqualTo(228);
  }
}
