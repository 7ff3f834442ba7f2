package io.ray4j.objectstore;

import static io.ray4j.objectstore.SpillTestData.deleteWithContents;
import static io.ray4j.objectstore.SpillTestData.names;
import static io.ray4j.objectstore.SpillTestData.object;
import static io.ray4j.objectstore.SpillTestData.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFaultTest {
  private static final int CHUNK = SpillWriter.CHUNK_BYTES;

  @TempDir private Path temp;
  private Path folder;
  private SpillFiles files;

  @BeforeEach
  void makeFiles() {
    folder = temp.resolve("spill");
    files = new SpillFiles(folder);
  }

  @AfterEach
  void closeFiles() {
    files.close();
  }

  @Test
  void shouldSayThatAFileIsMissing() throws IOException {
    SpillSlot slot = files.write(List.of(object(1, 10))).get(0);
    Files.delete(folder.resolve("spill-0"));

    assertThatThrownBy(() -> read(files, slot))
        .isInstanceOf(SpillDamagedException.class)
        .hasMessageContaining(folder.resolve("spill-0").toString())
        .hasMessageContaining("no such file");
    files.release(slot);
    assertThat(files.bytes()).isZero();
  }

  @Test
  void shouldSayThatAFileIsTruncated() throws IOException {
    List<SpillSlot> slots = files.write(List.of(object(1, 100), object(2, 100), object(3, 1)));
    read(files, slots.get(1)); // the file is open when it is damaged
    try (FileChannel channel =
        FileChannel.open(folder.resolve("spill-0"), StandardOpenOption.WRITE)) {
      channel.truncate(142);
    }

    assertThatThrownBy(() -> read(files, slots.get(1)))
        .isInstanceOf(SpillDamagedException.class)
        .hasMessageContaining(folder.resolve("spill-0").toString())
        .hasMessageContaining("offset=100 length=100 should have 100 bytes, but there is only 42");
    assertThatThrownBy(() -> read(files, slots.get(2)))
        .isInstanceOf(SpillDamagedException.class)
        .hasMessageContaining("1 bytes, but there is only 0");
    assertThat(read(files, slots.get(0))).isEqualTo(object(1, 100));
  }

  @Test
  void shouldFindEachFlippedBit() throws IOException {
    int bytes = CHUNK + 3;
    List<SpillSlot> slots = files.write(List.of(object(1, 10), object(2, bytes), object(3, 10)));
    for (long at : new long[] {0, 1, 4096, CHUNK - 1, CHUNK, bytes - 1}) {
      int bit = 1 << (at % 8);
      flip(folder.resolve("spill-0"), slots.get(1).offset() + at, bit);

      assertThatThrownBy(() -> read(files, slots.get(1)))
          .as("byte=" + at)
          .isInstanceOf(SpillDamagedException.class)
          .hasMessageContaining(folder.resolve("spill-0").toString())
          .hasMessageContaining("should have crc32c=%08x".formatted(slots.get(1).checksum()))
          .hasMessageContaining("there is crc32c=");
      assertThat(read(files, slots.get(0))).isEqualTo(object(1, 10));
      assertThat(read(files, slots.get(2))).isEqualTo(object(3, 10));

      flip(folder.resolve("spill-0"), slots.get(1).offset() + at, bit);
      assertThat(read(files, slots.get(1))).isEqualTo(object(2, bytes));
    }
  }

  private static void flip(Path file, long at, int bit) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ bit));
      channel.write(one.flip(), at);
    }
  }

  @Test
  void shouldLoseOnlyWhatWasInAFolderThatIsRemoved() throws IOException {
    SpillSlot lost = files.write(List.of(object(1, 10))).get(0);
    deleteWithContents(folder);

    SpillSlot slot = files.write(List.of(object(2, 20))).get(0);

    assertThatThrownBy(() -> read(files, lost)).isInstanceOf(SpillDamagedException.class);
    assertThat(read(files, slot)).isEqualTo(object(2, 20));
  }

  @Test
  void shouldLeaveNothingWhenTheFolderIsRemovedDuringAWrite() throws IOException {
    assertThatThrownBy(
            () ->
                files.write(
                    objectsThatDo(
                        () -> {
                          assertThat(names(folder)).containsExactly("spill-0.tmp");
                          deleteWithContents(folder);
                        })))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot spill %,d bytes to %s".formatted(3 * CHUNK, folder))
        .hasMessageMatching(".*where [1-9][0-9., ]* bytes are usable: .*");

    assertThat(temp).isEmptyDirectory();
    assertThat(files.bytes()).isZero();
    assertThat(read(files, files.write(List.of(object(2, 20))).get(0))).isEqualTo(object(2, 20));
  }

  @Test
  void shouldLeaveNothingWhenAnObjectCannotBeRead() {
    assertThatThrownBy(
            () ->
                files.write(
                    objectsThatDo(
                        () -> {
                          assertThat(names(folder)).containsExactly("spill-0.tmp");
                          throw new InternalError("as for a mapping whose file was cut");
                        })))
        .isInstanceOf(InternalError.class);

    assertThat(names(folder)).isEmpty();
    assertThat(files.bytes()).isZero();
  }

  /** Three objects of a chunk each; something happens once the first is in the file. */
  private List<ByteBuffer> objectsThatDo(Runnable fault) {
    return new AbstractList<>() {
      @Override
      public int size() {
        return 3;
      }

      @Override
      public ByteBuffer get(int index) {
        if (index == 1 && Files.exists(folder.resolve("spill-0.tmp"))) {
          fault.run();
        }
        return object(index, CHUNK);
      }
    };
  }

  @Test
  void shouldTouchNoFileThatIsInThePlaceOfTheFolder() throws IOException {
    Files.writeString(folder, "a file");

    assertThatThrownBy(() -> files.write(List.of(object(1, 10))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot spill 10 bytes to " + folder);
    files.close();

    assertThat(folder).hasContent("a file");
  }

  @Test
  void shouldSayThatTheFolderCannotBeWritten() throws Exception {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    if (Files.isWritable(folder)) { // root may write anywhere but to a read-only file system
      try (TmpfsMount mount = new TmpfsMount(folder, 1 << 20)) {
        mount.makeReadOnly();
        failToWriteToAReadOnlyFolder();
      }
    } else {
      failToWriteToAReadOnlyFolder();
    }
  }

  private void failToWriteToAReadOnlyFolder() {
    assertThatThrownBy(() -> files.write(List.of(object(1, 10))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot spill 10 bytes to " + folder)
        .hasMessageContaining("bytes are usable");
    assertThat(names(folder)).isEmpty();
    assertThat(files.bytes()).isZero();
  }

  @Test
  void shouldLeaveNothingOnAFullDisk() throws Exception {
    Files.createDirectory(folder);
    int part = 1 << 16; // of the last chunk there is room for a part, so a write is cut short
    try (TmpfsMount mount = new TmpfsMount(folder, 4L * CHUNK + part)) {
      SpillSlot kept = files.write(List.of(object(1, CHUNK))).get(0);

      assertThatThrownBy(
              () -> files.write(List.of(object(2, CHUNK), object(3, CHUNK), object(4, 2 * CHUNK))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot spill %,d bytes to %s".formatted(4 * CHUNK, folder))
          .hasMessageContaining("where %,d bytes are usable".formatted(3 * CHUNK + part));

      assertThat(names(folder)).containsExactly("spill-0");
      assertThat(files.bytes()).isEqualTo(CHUNK);
      assertThat(mount.usableBytes()).isEqualTo(3 * CHUNK + part);
      assertThat(read(files, kept)).isEqualTo(object(1, CHUNK));
      files.release(kept);
      SpillSlot whole = files.write(List.of(object(5, 4 * CHUNK))).get(0);
      assertThat(read(files, whole)).isEqualTo(object(5, 4 * CHUNK));
      files.release(whole);
    }
  }
}
