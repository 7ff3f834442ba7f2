package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects in several pieces, which stand for those over 2 GB, and room for them. */
@Timeout(120)
class LargeObjectTest {
  private static final int WINDOW = 64 << 10; // a process cannot have very many mappings
  private static final int LARGE = 10 * WINDOW + 100;
  private static final long STANDARD = SegmentLayout.STANDARD_BYTES;

  @TempDir private Path folder;
  @TempDir private Path tableFolder;
  private ObjectStore store;
  private int objects;

  private void openStore(long capacity) {
    store =
        new ObjectStore(
            folder,
            new Segments(folder, WINDOW),
            folder.resolve("spill"),
            ObjectTable.open(tableFolder.resolve("table"), 100),
            () -> capacity,
            urgent -> {});
  }

  @AfterEach
  void close() {
    store.close();
    assertThat(SpillTestData.names(folder)).isEmpty();
  }

  /** A payload of bytes that follow from the seed. */
  private record RandomBytes(long seed, int length) implements PayloadWriter {
    @Override
    public long size() {
      return length;
    }

    @Override
    public List<ObjectId> references() {
      return List.of();
    }

    @Override
    public void writeTo(Payload target) {
      target.put(0, toBytes(), length);
    }

    @Override
    public byte[] toBytes() {
      byte[] bytes = new byte[length];
      new Random(seed).nextBytes(bytes);
      return bytes;
    }
  }

  private ObjectEntry put(PayloadWriter payload) {
    return seal(store.write(payload));
  }

  private ObjectEntry seal(Extent extent) {
    ObjectEntry entry = store.createPending(new ObjectId(1, ++objects, 0), 0, "");
    store.seal(entry, new ObjectValue.Stored(extent, List.of()));
    return entry;
  }

  private CompletableFuture<byte[]> read(ObjectEntry entry) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    store.pin(
        entry,
        new PinListener() {
          @Override
          public void onPinned(Extent extent) {
            byte[] copy = new byte[(int) extent.length()];
            store.segments().readable(extent).get(0, copy, copy.length);
            store.unpin(entry);
            bytes.complete(copy);
          }

          @Override
          public void onFailed(Failure failure, String reason) {
            bytes.completeExceptionally(new IOException(failure + ": " + reason));
          }
        });
    return bytes;
  }

  @Test
  void shouldSpillObjectsInPiecesAndBringThemBack() {
    openStore(3 * LARGE);
    List<RandomBytes> payloads = new ArrayList<>();
    List<ObjectEntry> entries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      payloads.add(new RandomBytes(i, LARGE - 64 * i));
      entries.add(put(payloads.get(i)));
    }
    assertThat(SpillTestData.names(folder.resolve("spill"))).isNotEmpty();
    for (int i = 0; i < 8; i++) {
      assertThat(read(entries.get(i)).join()).isEqualTo(payloads.get(i).toBytes());
    }
    entries.forEach(store::letGo);
    assertThat(store.usedBytes()).isZero();
    assertThat(SpillTestData.names(folder.resolve("spill"))).isEmpty();
  }

  @Test
  void shouldLoseAnObjectOfWhichOnePieceIsDamaged() throws IOException {
    openStore(LARGE + 64);
    ObjectEntry damaged = put(new RandomBytes(1, LARGE));
    ObjectEntry other = put(new RandomBytes(2, LARGE));
    Path file = folder.resolve("spill").resolve("spill-0");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.size()).isEqualTo(LARGE);
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), LARGE - 90);
    }
    assertThatThrownBy(() -> read(damaged).join()).hasMessageContaining("LOST");
    assertThat(read(other).join()).isEqualTo(new RandomBytes(2, LARGE).toBytes());
  }

  @Test
  void shouldMakeRoomInARowOutOfSegmentsThatHoldNothingAnyMore() throws IOException {
    openStore(STANDARD + STANDARD / 4);
    ObjectEntry inFirst = seal(store.lease(1, STANDARD - 4096));
    assertThat(store.announce(1, new Extent(0, 0, STANDARD - 4096))).isTrue();
    put(new RandomBytes(1, LARGE)); // in the second, which is all that is left
    long longest = STANDARD + 4 * LARGE;

    ObjectEntry large;
    try (FileChannel first = FileChannel.open(SegmentLayout.file(folder, 0))) {
      large = seal(store.lease(1, longest)); // both are spilled first
      assertThat(first.size()).as("memory, though the file is still open").isZero();
    }

    assertThat(store.usedBytes()).isBetween(longest, longest + 64);
    Extent extent = store.tryPin(large);
    assertThat(extent).isNotNull();
    assertThat(extent.segment()).isEqualTo(2);
    assertThat(extent.length()).isEqualTo(longest);
    assertThat(Files.size(SegmentLayout.file(folder, 2))).isGreaterThanOrEqualTo(longest);
    await().until(() -> !Files.exists(SegmentLayout.file(folder, 0)));
    assertThat(SegmentLayout.file(folder, 1)).doesNotExist();
    store.unpin(large);
    store.letGo(large);
    assertThat(read(inFirst).join()).hasSize((int) STANDARD - 4096);
  }

  @Test
  void shouldKeepSegmentsIfGivingThemUpMakesNoRoom() throws IOException {
    openStore(STANDARD + STANDARD / 4);
    ObjectEntry gone = seal(store.lease(1, STANDARD - 4096));
    ObjectEntry pinned = put(new RandomBytes(1, LARGE));
    assertThat(store.tryPin(pinned)).isNotNull();
    store.letGo(gone);

    assertThatThrownBy(() -> store.lease(1, STANDARD + 4 * LARGE))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("longest free range 134,217,728");
    assertThat(Files.size(SegmentLayout.file(folder, 0))).isEqualTo(STANDARD);
    store.unpin(pinned);
  }

  @Test
  void shouldRefuseOnlyWhatIsLargerThanTheMemory() {
    openStore(3L * LARGE);
    assertThatThrownBy(() -> store.lease(1, 5L << 30))
        .isInstanceOf(StoreFullException.class)
        .hasMessage(
            "An object of 5,368,709,120 bytes does not fit into the object store:"
                + " objectStoreMemory=1,966,380.");
  }
}
