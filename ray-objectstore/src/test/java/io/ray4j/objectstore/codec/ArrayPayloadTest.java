package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Parts;
import io.ray4j.objectstore.codec.Kinds.Point;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where arrays lie in a payload, and that they come back from there. */
class ArrayPayloadTest {
  private static final List<Selector> WHOLE = List.of();

  static Stream<Object> arrays() {
    Random random = new Random(7);
    List<Object> arrays = new ArrayList<>();
    for (int length : new int[] {0, 1, 127, 128, 129, 1023, 1024, 1025, 20_000}) {
      boolean[] booleans = new boolean[length];
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      short[] shorts = new short[length];
      char[] chars = new char[length];
      for (int i = 0; i < length; i++) {
        booleans[i] = random.nextBoolean();
        shorts[i] = (short) random.nextInt();
        chars[i] = (char) random.nextInt();
      }
      float[] floats = new float[length];
      for (int i = 0; i < length; i++) {
        floats[i] = random.nextFloat();
      }
      arrays.addAll(List.of(booleans, bytes, shorts, chars, floats));
      arrays.add(random.ints(length).toArray());
      arrays.add(random.longs(length).toArray());
      arrays.add(random.doubles(length).toArray());
    }
    return arrays.stream();
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldBringBackArraysOfAllTypesAsTheWholeAndAsAPart(Object array) {
    assertThat(roundTrip(array)).isEqualTo(array);
    assertThat(roundTrip(new Pair<>(1, array)).second()).isEqualTo(array);
    assertThat(roundTrip(new ArrayList<>(List.of(array))).get(0)).isEqualTo(array);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldTellWhereTheElementsOfAWholeArrayLie(Object array) {
    byte[] payload = Codecs.encode(array);
    ArrayRegion region = Codecs.reader().region(ByteBuffer.wrap(payload), WHOLE);

    Class<?> type = array.getClass().getComponentType();
    assertThat(region.elementType()).isEqualTo(type);
    assertThat(region.length()).isEqualTo(ElementType.of(type).byteLength(array));
    assertThat(region.offset() % (region.length() >= 1024 ? 64 : 8)).isZero();
    assertThat(payload.length).isEqualTo((int) (region.offset() + region.length()));
    assertThat(readRaw(payload, region)).isEqualTo(array);
  }

  /** Element by element, by another way than the codec's. */
  private static Object readRaw(byte[] payload, ArrayRegion region) {
    ByteBuffer raw =
        ByteBuffer.wrap(payload, (int) region.offset(), (int) region.length())
            .slice()
            .order(ByteOrder.nativeOrder());
    Class<?> type = region.elementType();
    int count = (int) region.length() / ElementType.of(type).bytes;
    Object array = Array.newInstance(type, count);
    for (int i = 0; i < count; i++) {
      Object element =
          switch (type.getName()) {
            case "boolean" -> raw.get() != 0;
            case "byte" -> raw.get();
            case "short" -> raw.getShort();
            case "char" -> raw.getChar();
            case "int" -> raw.getInt();
            case "long" -> raw.getLong();
            case "float" -> raw.getFloat();
            default -> raw.getDouble();
          };
      Array.set(array, i, element);
    }
    return array;
  }

  @Test
  void shouldTellWhereTheArraysOfARecordLie() {
    double[] low = new Random(1).doubles(1000).toArray();
    double[] high = new Random(2).doubles(500).toArray();
    byte[] payload = Codecs.encode(new Parts(low, 7, high));
    ObjectCodec codec = Codecs.reader();

    ArrayRegion lowRegion = codec.region(ByteBuffer.wrap(payload), component(0, "low"));
    ArrayRegion highRegion = codec.region(ByteBuffer.wrap(payload), component(2, "high"));

    assertThat(readRaw(payload, lowRegion)).isEqualTo(low);
    assertThat(readRaw(payload, highRegion)).isEqualTo(high);
    assertThat(lowRegion.offset() % 64).isZero();
    assertThat(highRegion.offset() % 64).isZero();
    assertThat(codec.region(ByteBuffer.wrap(payload), component(1, "pivot"))).isNull();
    assertThat(codec.region(ByteBuffer.wrap(payload), component(9, "none"))).isNull();
    assertThat(codec.region(ByteBuffer.wrap(payload), WHOLE)).isNull();
    List<Selector> otherClass = List.of(new Selector.Component(0, Point.class.getName(), "low"));
    assertThat(codec.region(ByteBuffer.wrap(payload), otherClass)).isNull();
    assertThat(codec.decode(ByteBuffer.wrap(payload), component(2, "high"))).isEqualTo(high);
    assertThat(codec.decode(ByteBuffer.wrap(payload), component(1, "pivot"))).isEqualTo(7);
  }

  @Test
  void shouldHaveNoRegionForSmallComponentsAndOtherValues() {
    ObjectCodec codec = Codecs.reader();
    byte[] small = Codecs.encode(new Parts(new double[127], 7, new double[128]));
    assertThat(codec.region(ByteBuffer.wrap(small), component(0, "low"))).isNull();
    assertThat(codec.region(ByteBuffer.wrap(small), component(2, "high"))).isNotNull();
    assertThat(codec.region(ByteBuffer.wrap(Codecs.encode(5)), WHOLE)).isNull();
    assertThat(codec.region(ByteBuffer.wrap(Codecs.encode("s")), WHOLE)).isNull();
    assertThat(codec.region(ByteBuffer.wrap(Codecs.encode(new ArrayList<>())), WHOLE)).isNull();
    byte[] inList = Codecs.encode(new ArrayList<>(List.of(new double[500])));
    assertThat(codec.region(ByteBuffer.wrap(inList), List.of(new Selector.Element(0)))).isNull();
  }

  private static List<Selector> component(int index, String name) {
    return List.of(new Selector.Component(index, Parts.class.getName(), name));
  }

  @Test
  void shouldWriteLargeArraysAnywhereInAGraphRawAndOnce() {
    double[] shared = new Random(3).doubles(10_000).toArray();
    Map<String, Object> value =
        Map.of("a", List.of(shared), "b", new Pair<>(shared, new Object[] {shared}));

    byte[] payload = Codecs.encode(value);
    Map<String, Object> back = roundTrip(value);

    assertThat(payload.length).isBetween(80_000, 81_000);
    Object first = ((List<?>) back.get("a")).get(0);
    Pair<?, ?> pair = (Pair<?, ?>) back.get("b");
    assertThat(first).isEqualTo(shared);
    assertThat(pair.first()).isSameAs(first);
    assertThat(((Object[]) pair.second())[0]).isSameAs(first);
    ObjectHeader header = ObjectHeader.read(Payload.of(payload));
    assertThat(header.arrays()).hasSize(1);
    assertThat(header.arrays().get(0).offset() % 64).isZero();
  }

  @Test
  void shouldForgetTheArraysOfTheValueBefore() {
    ObjectCodec codec = Codecs.writer();
    codec.encode(List.of(new double[1000]));
    assertThat(codec.encode(List.of(1)).size()).isLessThan(100);
  }

  @Test
  void shouldKeepSharedSmallArraysShared() {
    int[] small = {1, 2, 3};
    Pair<int[], int[]> back = roundTrip(new Pair<>(small, small));
    assertThat(back.first()).isSameAs(back.second()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldReadFromAnyBufferWithoutTouchingIt(boolean direct) {
    for (Object value : List.of(new double[] {1, 2}, new double[500], new Point(1, 2), "text", 5)) {
      EncodedObject encoded = Codecs.writer().encode(value);
      int size = (int) encoded.size();
      ByteBuffer target =
          direct ? ByteBuffer.allocateDirect(size + 30) : ByteBuffer.allocate(size + 30);
      target.position(10);
      encoded.writeTo(Payload.of(target));
      assertThat(target.position()).isEqualTo(10);
      ByteBuffer payload = target.limit(10 + size).asReadOnlyBuffer();
      payload.order(ByteOrder.LITTLE_ENDIAN);

      Object back = Codecs.reader().decode(payload, WHOLE);

      assertThat(back).isEqualTo(value);
      assertThat(payload.position()).isEqualTo(10);
      assertThat(payload.limit()).isEqualTo(10 + size);
      assertThat(payload.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Test
  void shouldWriteTheSameBytesWhateverTheTargetHeldBefore() {
    Pair<double[], byte[]> value = new Pair<>(new double[200], new byte[1025]);
    EncodedObject encoded = Codecs.writer().encode(value);
    byte[] dirty = new byte[(int) encoded.size()];
    Arrays.fill(dirty, (byte) -1);
    encoded.writeTo(Payload.of(dirty));
    assertThat(dirty).isEqualTo(encoded.toBytes());
  }

  static Stream<Buffer> buffers() {
    List<Buffer> buffers = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (ByteBuffer bytes : List.of(ByteBuffer.allocate(4096), ByteBuffer.allocateDirect(4096))) {
        for (int i = 0; i < bytes.capacity(); i++) {
          bytes.put(i, (byte) i);
        }
        bytes.order(order).position(8).limit(4000);
        buffers.add(bytes);
        buffers.add(bytes.asReadOnlyBuffer().order(order).limit(24));
        buffers.add(bytes.asCharBuffer());
        buffers.add(bytes.asShortBuffer().position(3));
        buffers.add(bytes.asIntBuffer().asReadOnlyBuffer());
        buffers.add(bytes.asLongBuffer());
        buffers.add(bytes.asFloatBuffer());
        buffers.add(bytes.asDoubleBuffer());
      }
    }
    buffers.add(DoubleBuffer.wrap(new double[] {1, 2, 3}, 1, 2));
    buffers.add(CharBuffer.wrap("text"));
    buffers.add(IntBuffer.allocate(0));
    buffers.add(LongBuffer.wrap(new long[] {1}).asReadOnlyBuffer());
    buffers.add(FloatBuffer.allocate(300));
    buffers.add(ShortBuffer.allocate(5));
    return buffers.stream();
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void shouldKeepTheContentOrderAndAccessOfBuffers(Buffer buffer) {
    int position = buffer.position();
    Buffer back = roundTrip(buffer);
    assertThat(back).isEqualTo(buffer);
    assertThat(back.position()).isZero();
    assertThat(back.isReadOnly()).isEqualTo(buffer.isReadOnly());
    assertThat(BufferSerializer.order(back)).isEqualTo(BufferSerializer.order(buffer));
    assertThat(buffer.position()).isEqualTo(position);
  }

  @Test
  void shouldDecodeTheSelectedPartAndRefuseAWrongStep() {
    ObjectCodec codec = Codecs.reader();
    String pair = Pair.class.getName();
    Selector second = new Selector.Component(1, pair, "second");
    Selector element = new Selector.Element(1);
    byte[] payload = Codecs.encode(new Pair<>("a", List.of("b", new Pair<>("c", "d"))));

    assertThat(codec.decode(ByteBuffer.wrap(payload), List.of(second, element, second)))
        .isEqualTo("d");
    refused(payload, List.of(second, new Selector.Element(2)), "size=2");
    refused(payload, List.of(second, new Selector.Element(-1)), "element -1");
    refused(payload, List.of(element), "the value is " + pair);
    refused(payload, List.of(second, second), "record " + pair);
    refused(payload, List.of(new Selector.Component(0, Point.class.getName(), "x")), "Point");
    refused(payload, List.of(new Selector.Component(2, pair, "third")), "no component third");
    refused(payload, List.of(new Selector.Component(0, pair, "other")), "no component other");
    refused(Codecs.encode(null), List.of(element), "the value is null");
    refused(Codecs.encode(new int[3]), List.of(element), "the value is [I");
  }

  private static void refused(byte[] payload, List<Selector> path, String message) {
    assertThatThrownBy(() -> Codecs.reader().decode(ByteBuffer.wrap(payload), path))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(message);
  }
}
