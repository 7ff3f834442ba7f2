package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mappings by windows that are small enough for a test. */
class SegmentsTest {
  private static final int WINDOW = 4096;
  private static final int BYTES = 5 * WINDOW + 640;

  @TempDir private Path folder;
  private final byte[] contents = new byte[BYTES];
  private Segments segments;

  @BeforeEach
  void makeSegment() throws IOException {
    new Random(3).nextBytes(contents);
    Files.write(SegmentLayout.file(folder, 0), contents);
    segments = new Segments(folder, WINDOW);
  }

  private static byte[] bytesOf(Payload payload) {
    byte[] bytes = new byte[(int) payload.size()];
    payload.get(0, bytes, bytes.length);
    return bytes;
  }

  @Test
  void shouldShowWhatFitsIntoOneWindowInOnePieceWhereverItBegins() {
    for (int offset = 0; offset < BYTES; offset += 64) {
      for (int length : new int[] {1, 64, WINDOW - 1, WINDOW}) {
        if (offset + length <= BYTES) {
          Payload payload = segments.readable(new Extent(0, offset, length));
          assertThat(payload.pieces()).hasSize(1);
          assertThat(bytesOf(payload))
              .as("offset=%d length=%d", offset, length)
              .isEqualTo(Arrays.copyOfRange(contents, offset, offset + length));
        }
      }
    }
  }

  @Test
  void shouldShowMoreInPiecesOfOneWindow() {
    for (int offset = 0; offset < BYTES; offset += 64) {
      for (int length : new int[] {WINDOW + 1, 2 * WINDOW, 3 * WINDOW - 64, 4 * WINDOW + 100}) {
        if (offset + length <= BYTES) {
          Payload payload = segments.readable(new Extent(0, offset, length));
          assertThat(payload.size()).isEqualTo(length);
          assertThat(payload.pieces()).hasSize((length + WINDOW - 1) / WINDOW);
          assertThat(payload.pieces().get(0).capacity()).isEqualTo(WINDOW);
          assertThat(bytesOf(payload))
              .as("offset=%d length=%d", offset, length)
              .isEqualTo(Arrays.copyOfRange(contents, offset, offset + length));
        }
      }
    }
  }

  @Test
  void shouldShowWhatAnotherProcessWroteThroughOtherWindows() {
    Extent extent = new Extent(0, 192, 4 * WINDOW);
    byte[] written = new byte[4 * WINDOW];
    new Random(4).nextBytes(written);
    segments.writable(extent).put(0, written, written.length);

    Segments other = new Segments(folder);
    assertThat(other.readable(extent).pieces()).hasSize(1);
    assertThat(bytesOf(other.readable(extent))).isEqualTo(written);
    assertThat(bytesOf(segments.readable(extent))).isEqualTo(written);
    ByteBuffer view = segments.view(extent, 1000, 3 * WINDOW).bytes();
    byte[] viewed = new byte[view.remaining()];
    view.get(viewed);
    assertThat(viewed).isEqualTo(Arrays.copyOfRange(written, 1000, 1000 + 3 * WINDOW));
  }

  @Test
  void shouldShowObjectsReadOnly() {
    Payload payload = segments.readable(new Extent(0, 64, 3 * WINDOW));
    assertThat(payload.pieces()).allMatch(ByteBuffer::isReadOnly);
    assertThat(payload.slice(0, 10).isReadOnly()).isTrue();
  }

  @Test
  void shouldTouchEveryPageOfAllWindows() throws IOException {
    byte[] zeros = new byte[BYTES];
    Files.write(SegmentLayout.file(folder, 1), zeros);
    segments.touch(1, BYTES);
    zeros[4 * WINDOW] = 1;
    Files.write(SegmentLayout.file(folder, 2), zeros);
    assertThatIllegalStateException()
        .isThrownBy(() -> segments.touch(2, BYTES))
        .withMessageContaining("segment=2");
  }

  @Test
  void shouldForgetSegmentsThatWereGivenUpOnceItMeetsANewOne() throws IOException {
    assertThat(bytesOf(segments.readable(new Extent(0, 0, 64)))).isNotEmpty();
    Files.write(SegmentLayout.file(folder, 1), contents);
    Files.delete(SegmentLayout.file(folder, 0));
    assertThat(segments.mappedCount()).isEqualTo(1);

    assertThat(bytesOf(segments.readable(new Extent(1, 0, 64)))).isNotEmpty();

    assertThat(segments.mappedCount()).isEqualTo(1);
  }
}
