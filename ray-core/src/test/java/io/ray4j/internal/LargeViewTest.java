package io.ray4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.objectstore.codec.RefCodec;
import io.ray4j.scheduler.PinResult;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.TaskInput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views of the longest arrays, which here are files without any contents. */
class LargeViewTest {
  private static final int HEADER_BYTES = 64;
  private static final long MOST_ELEMENTS = Segments.MAX_VIEW_BYTES / Long.BYTES;

  @TempDir private Path folder;

  /** The codec asks for refs only if a value holds some: an array does not. */
  private static final class NoRefs implements RefCodec {
    @Override
    public Class<?> refType() {
      return NoRefs.class;
    }

    @Override
    public RefTarget target(Object ref) {
      throw new IllegalArgumentException("no ref: " + ref);
    }

    @Override
    public Object bind(RefTarget target) {
      throw new IllegalArgumentException("no ref: " + target);
    }
  }

  /** Reads an array of that length, which begins behind an object of 64 bytes, through a view. */
  private LongBuffer view(long elements) throws IOException {
    long length = HEADER_BYTES + elements * Long.BYTES;
    ObjectCodec codec = new ObjectCodec(getClass().getClassLoader(), new NoRefs());
    byte[] header = codec.encode(new long[HEADER_BYTES * 2]).toBytes();
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(8, elements);
    Path file = folder.resolve("segment-0");
    try (RandomAccessFile segment = new RandomAccessFile(file.toFile(), "rw")) {
      segment.seek(HEADER_BYTES);
      segment.write(header, 0, HEADER_BYTES);
      segment.seek(HEADER_BYTES + length - Long.BYTES);
      segment.write(0x11);
      segment.setLength(HEADER_BYTES + length);
    }
    Extent extent = new Extent(0, HEADER_BYTES, length);
    Segments segments = new Segments(folder);
    SchedulerClient client =
        (SchedulerClient)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SchedulerClient.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "readable" -> segments.readable((Extent) arguments[0]);
                      case "view" ->
                          segments.view(
                              (Extent) arguments[0], (Long) arguments[1], (Long) arguments[2]);
                      case "pinInput" -> new PinResult.Pinned(extent, () -> {});
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    ValueReader reader =
        new ValueReader(
            codec, client, new ReferenceTracker()::whenUnreachable, getClass().getClassLoader());
    TaskInput input =
        new TaskInput(
            new ObjectId(1, 1, 0), new ObjectValue.Stored(extent, List.of()), List.of(), null);
    return (LongBuffer) reader.readInput(input, LongBuffer.class);
  }

  @Test
  void shouldViewTheLongestArrayThatOneMappingCanHold() throws IOException {
    LongBuffer view = view(MOST_ELEMENTS);
    assertThat(view.remaining()).isEqualTo((int) MOST_ELEMENTS);
    assertThat(view.get(view.limit() - 1)).isNotZero();
    assertThat(view.get(1 << 27)).isZero();
  }

  @Test
  void shouldRefuseToViewALongerOneAndSayWhy() {
    assertThatThrownBy(() -> view(300_000_000))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("long[] has 2,400,000,000 bytes")
        .hasMessageContaining("a view shows at most 2,147,479,552")
        .hasMessageContaining("Get it as a copy, or split it");
    assertThatThrownBy(() -> view(MOST_ELEMENTS + 1)).isInstanceOf(CodecException.class);
  }
}
