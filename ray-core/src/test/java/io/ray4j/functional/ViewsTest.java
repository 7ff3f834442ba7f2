package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySerializationException;
import io.ray4j.TaskOptions;
import io.ray4j.functional.ViewTasks.Batch;
import io.ray4j.testing.Backend;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Views of the array components of a record, wherever it comes from. */
@Timeout(60)
class ViewsTest {
  private static final int SMALL = 10; // travels inside the frames
  private static final int LARGE = 40_000; // lies in a segment, each component too

  @BeforeAll
  static void init() {
    Ray.init(Backend.config(1).build());
  }

  @AfterAll
  static void shutdown() {
    Ray.shutdown();
  }

  record Source(String name, int length, ObjectRef<Batch> batch) {
    @Override
    public String toString() {
      return name + " of " + length;
    }
  }

  static Stream<Source> sources() {
    return Stream.of(SMALL, LARGE)
        .flatMap(
            length ->
                Stream.of(
                    new Source("put", length, Ray.put(ViewTasks.batch(length))),
                    new Source("one object", length, Ray.remote(ViewTasks::batch, length)),
                    new Source("seven objects", length, asSevenObjects(length))));
  }

  private static ObjectRef<Batch> asSevenObjects(int length) {
    return Ray.function(ViewTasks::batch)
        .options(TaskOptions.builder().numReturns(7).build())
        .remote(length);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void shouldShowEveryArrayInTheDriver(Source source) {
    Batch batch = ViewTasks.batch(source.length());
    ObjectRef<Batch> ref = source.batch();
    ByteBuffer bytes = ref.component(Batch::bytes).as(ByteBuffer.class).get();
    ShortBuffer shorts = ref.component(Batch::shorts).as(ShortBuffer.class).get();
    CharBuffer chars = ref.component(Batch::chars).as(CharBuffer.class).get();
    IntBuffer ints = ref.component(Batch::ints).as(IntBuffer.class).get();
    LongBuffer longs = ref.component(Batch::longs).as(LongBuffer.class).get();
    FloatBuffer floats = ref.component(Batch::floats).as(FloatBuffer.class).get();
    DoubleBuffer doubles = ref.component(Batch::doubles).as(DoubleBuffer.class).get();

    assertThat(bytes).isEqualTo(ByteBuffer.wrap(batch.bytes()));
    assertThat(shorts).isEqualTo(ShortBuffer.wrap(batch.shorts()));
    assertThat(chars.toString()).isEqualTo(new String(batch.chars()));
    assertThat(ints).isEqualTo(IntBuffer.wrap(batch.ints()));
    assertThat(longs).isEqualTo(LongBuffer.wrap(batch.longs()));
    assertThat(floats).isEqualTo(FloatBuffer.wrap(batch.floats()));
    assertThat(doubles).isEqualTo(DoubleBuffer.wrap(batch.doubles()));
    assertThat(Stream.of(bytes, shorts, chars, ints, longs, floats, doubles))
        .allMatch(Buffer::isReadOnly);
    assertThatThrownBy(() -> doubles.put(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void shouldShowEveryArrayToATask(Source source) {
    ObjectRef<Batch> ref = source.batch();
    int length = source.length();
    List<String> descriptions =
        Ray.get(
            List.of(
                Ray.remote(ViewTasks::ofBytes, ref.component(Batch::bytes).as(ByteBuffer.class)),
                Ray.remote(ViewTasks::ofShorts, ref.component(Batch::shorts).as(ShortBuffer.class)),
                Ray.remote(ViewTasks::ofChars, ref.component(Batch::chars).as(CharBuffer.class)),
                Ray.remote(ViewTasks::ofInts, ref.component(Batch::ints).as(IntBuffer.class)),
                Ray.remote(ViewTasks::ofLongs, ref.component(Batch::longs).as(LongBuffer.class)),
                Ray.remote(ViewTasks::ofFloats, ref.component(Batch::floats).as(FloatBuffer.class)),
                Ray.remote(
                    ViewTasks::ofDoubles, ref.component(Batch::doubles).as(DoubleBuffer.class))));
    int last = length - 1;
    assertThat(descriptions)
        .containsExactly(
            description(length, (byte) last),
            description(length, (short) last),
            description(length, (char) last),
            description(length, last),
            description(length, last),
            description(length, last),
            description(length, last));
  }

  /** The parameter's type says enough, where the ref's type lets it through. */
  @ParameterizedTest
  @MethodSource("sources")
  @SuppressWarnings("unchecked")
  void shouldShowAnArrayToAParameterThatIsABuffer(Source source) {
    ObjectRef<?> doubles = source.batch().component(Batch::doubles);
    assertThat(Ray.remote(ViewTasks::ofDoubles, (ObjectRef<DoubleBuffer>) doubles).get())
        .isEqualTo(description(source.length(), source.length() - 1));
  }

  private static String description(int length, long last) {
    return ViewTasks.description(length, last, true);
  }

  /** A direct buffer is one whose bytes were not copied to the heap. */
  @ParameterizedTest
  @MethodSource("sources")
  void shouldNotCopyWhatLiesInTheStore(Source source) {
    ObjectRef<DoubleBuffer> doubles =
        source.batch().component(Batch::doubles).as(DoubleBuffer.class);
    assertThat(doubles.get().isDirect()).isEqualTo(source.length() == LARGE);
    assertThat(Ray.remote(ViewTasks::isDirect, doubles).get()).isEqualTo(source.length() == LARGE);
  }

  @Test
  void shouldKeepAViewWhileOtherViewsComeAndGo() {
    ObjectRef<double[]> doubles = Ray.remote(ViewTasks::batch, LARGE).component(Batch::doubles);
    DoubleBuffer first = doubles.as(DoubleBuffer.class).get();
    DoubleBuffer second = doubles.as(DoubleBuffer.class).get();
    first.position(7);
    assertThat(second.position()).isZero();
    assertThat(first.get()).isEqualTo(7);
  }

  @Test
  void shouldShowTheElementsOfAList() {
    for (int length : new int[] {SMALL, LARGE}) {
      ObjectRef<List<double[]>> list =
          Ray.put(List.of(new double[0], ViewTasks.batch(length).doubles()));
      DoubleBuffer second = Ray.elements(list, 2).get(1).as(DoubleBuffer.class).get();
      assertThat(second).isEqualTo(DoubleBuffer.wrap(ViewTasks.batch(length).doubles()));
      assertThat(second.isReadOnly()).isTrue();
      assertThat(Ray.elements(list, 2).get(0).as(DoubleBuffer.class).get().remaining()).isZero();
    }
  }

  @Test
  void shouldRefuseAViewThatTheComponentDoesNotHave() {
    ObjectRef<Batch> batch = Ray.put(ViewTasks.batch(SMALL));
    ObjectRef<IntBuffer> wrong = batch.component(Batch::doubles).as(IntBuffer.class);
    assertThatThrownBy(wrong::get)
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining("IntBuffer")
        .hasMessageContaining("double[]");
    assertThatThrownBy(() -> batch.component(Batch::doubles).as(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }
}
