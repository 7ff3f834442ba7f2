package io.ray4j.objectstore;

import static io.ray4j.objectstore.SpillTestData.mapping;
import static io.ray4j.objectstore.SpillTestData.names;
import static io.ray4j.objectstore.SpillTestData.object;
import static io.ray4j.objectstore.SpillTestData.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SpillFilesTest {
  private static final int CHUNK = SpillWriter.CHUNK_BYTES;

  @TempDir private Path temp;
  private Path folder;
  private SpillFiles files;

  @BeforeEach
  void makeFiles() {
    folder = temp.resolve("session").resolve("spill");
    files = new SpillFiles(folder);
  }

  @AfterEach
  void closeFiles() {
    files.close();
  }

  @Test
  void shouldReadBackObjectsOfAllSizesAroundTheChunk() throws IOException {
    int[] sizes = {
      0, 1, 0, 0, CHUNK - 1, CHUNK, 7, CHUNK + 1, 4096, CHUNK / 2, CHUNK / 2, 3 * CHUNK + 5, 0
    };
    List<ByteBuffer> objects =
        IntStream.range(0, sizes.length).mapToObj(i -> object(i, sizes[i])).toList();

    List<SpillSlot> slots = files.write(objects);

    assertThat(slots).hasSameSizeAs(objects);
    for (int i = sizes.length - 1; i >= 0; i--) {
      assertThat(read(files, slots.get(i))).as("size=" + sizes[i]).isEqualTo(object(i, sizes[i]));
    }
  }

  @Test
  void shouldReadBackManySmallObjects() throws IOException {
    List<ByteBuffer> objects =
        IntStream.range(0, 10 * SpillWriter.GATHERED_BUFFERS + 3)
            .mapToObj(i -> object(i, i % 300))
            .toList();

    List<SpillSlot> slots = files.write(objects);

    for (int i = 0; i < objects.size(); i++) {
      assertThat(read(files, slots.get(i))).isEqualTo(objects.get(i));
    }
  }

  @Test
  void shouldReadALargeObjectBackIntoAMapping() throws IOException {
    int bytes = 200_000_001;
    ByteBuffer source = SpillTestData.fill(mapping(temp.resolve("source"), bytes), 1);
    ByteBuffer target = mapping(temp.resolve("target"), bytes);

    SpillSlot slot = files.write(List.of(source)).get(0);
    files.read(slot, target);

    assertThat(slot.length()).isEqualTo(bytes);
    assertThat(target.mismatch(source)).isEqualTo(-1);
  }

  @Test
  void shouldUseOnlyWhatLiesBetweenPositionAndLimit() throws IOException {
    ByteBuffer direct = object(1, 100).position(10).limit(60);
    ByteBuffer readOnly = object(2, 2 * CHUNK).asReadOnlyBuffer().position(5).limit(CHUNK + 50);
    ByteBuffer heap = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 3);

    List<SpillSlot> slots = files.write(List.of(direct, readOnly, heap));

    assertThat(slots).extracting(SpillSlot::length).containsExactly(50L, CHUNK + 45L, 3L);
    assertThat(List.of(direct.position(), readOnly.position(), heap.position()))
        .containsExactly(10, 5, 1);
    assertThat(read(files, slots.get(0))).isEqualTo(direct);
    assertThat(read(files, slots.get(1))).isEqualTo(readOnly);
    ByteBuffer target = ByteBuffer.allocate(7).position(2).limit(5);
    files.read(slots.get(2), target);
    assertThat(target.array()).containsExactly(0, 0, 2, 3, 4, 0, 0);
    assertThat(target.position()).isEqualTo(2);
  }

  @Test
  void shouldPutABatchIntoOneFileThatGoesWithTheLastSlot() throws IOException {
    List<SpillSlot> first = files.write(List.of(object(1, 100), object(2, 0), object(3, 0)));
    List<SpillSlot> second = files.write(List.of(object(4, 30)));
    assertThat(names(folder)).containsExactly("spill-0", "spill-1");
    assertThat(files.bytes()).isEqualTo(130);

    files.release(first.get(2));
    files.release(first.get(0));
    assertThat(names(folder)).containsExactly("spill-0", "spill-1");
    files.release(first.get(1));

    assertThat(names(folder)).containsExactly("spill-1");
    assertThat(files.bytes()).isEqualTo(30);
    assertThat(read(files, second.get(0))).isEqualTo(object(4, 30));
  }

  @Test
  void shouldMakeTheFolderOnlyWhenItIsNeeded() throws IOException {
    assertThat(files.write(List.of())).isEmpty();
    assertThat(temp).isEmptyDirectory();

    files.write(List.of(object(1, 10)));

    assertThat(names(folder)).containsExactly("spill-0");
  }

  @Test
  void shouldKeepSpilledObjectsFromOtherUsers() throws IOException {
    files.write(List.of(object(1, 10)));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("spill-0"))))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldUseAFolderThatIsALink() throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createDirectory(folder.getParent());
    Files.createSymbolicLink(folder, elsewhere);

    SpillSlot slot = files.write(List.of(object(1, 10))).get(0);

    assertThat(read(files, slot)).isEqualTo(object(1, 10));
    assertThat(names(elsewhere)).containsExactly("spill-0");
    files.close();
    assertThat(folder).isSymbolicLink().isEmptyDirectory();
  }

  @Test
  void shouldDetectASecondRelease() throws IOException {
    List<SpillSlot> slots = files.write(List.of(object(1, 10), object(2, 20), object(3, 30)));
    files.release(slots.get(0));

    assertThatIllegalStateException()
        .isThrownBy(() -> files.release(slots.get(0)))
        .withMessageContaining("released twice")
        .withMessageContaining(slots.get(0).toString());
    files.release(slots.get(1));
    assertThat(names(folder)).containsExactly("spill-0");
    files.release(slots.get(2));
    assertThatIllegalStateException().isThrownBy(() -> files.release(slots.get(2)));
    assertThat(files.bytes()).isZero();
  }

  @Test
  void shouldRefuseToReadWhatWasReleased() throws IOException {
    List<SpillSlot> slots = files.write(List.of(object(1, 10), object(2, 20)));
    files.release(slots.get(0));

    assertThatIllegalStateException()
        .isThrownBy(() -> read(files, slots.get(0)))
        .withMessageContaining("released already");
    files.release(slots.get(1));
    assertThatIllegalStateException().isThrownBy(() -> read(files, slots.get(1)));
  }

  @Test
  void shouldRefuseATargetOfAnotherSize() throws IOException {
    SpillSlot slot = files.write(List.of(object(1, 10))).get(0);

    for (int bytes : new int[] {9, 11}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> files.read(slot, ByteBuffer.allocate(bytes)))
          .withMessageContaining("target=" + bytes);
    }
  }

  @Test
  void shouldHoldNoSpaceOfADeletedFile() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(descriptors), "open files cannot be listed here");
    SpillSlot slot = files.write(List.of(object(1, 10))).get(0);
    read(files, slot);
    assertThat(openFiles(descriptors)).isEqualTo(1); // it is kept for the next read

    files.release(slot);

    assertThat(openFiles(descriptors)).isZero();
  }

  private long openFiles(Path descriptors) throws IOException {
    List<Path> links;
    try (Stream<Path> stream = Files.list(descriptors)) {
      links = stream.toList();
    }
    long open = 0;
    for (Path link : links) {
      if (Files.isSymbolicLink(link)
          && Files.readSymbolicLink(link).toString().startsWith(folder.toString())) {
        open++;
      }
    }
    return open;
  }

  @Test
  void shouldGoOnAfterAnInterrupt() throws IOException {
    SpillSlot slot = files.write(List.of(object(1, 10))).get(0);
    read(files, slot);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> read(files, slot))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("spill-0").toString())
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    assertThatThrownBy(() -> files.write(List.of(object(2, 20))))
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();

    assertThat(names(folder)).containsExactly("spill-0");
    assertThat(read(files, slot)).isEqualTo(object(1, 10));
  }

  @Test
  @Timeout(20)
  void shouldLetAnInterruptedThreadRelease() throws Exception {
    List<SpillSlot> slots = files.write(List.of(object(1, 10), object(2, 20)));
    SpillSlot other = files.write(List.of(object(3, 30))).get(0);
    read(files, slots.get(0));

    Thread user =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              slots.forEach(files::release);
            });
    user.start();
    user.join();

    assertThat(names(folder)).containsExactly("spill-1");
    assertThat(read(files, other)).isEqualTo(object(3, 30));
  }

  @Test
  @Timeout(60)
  void shouldLetAnyThreadReleaseWhileOthersAreReadAndWritten() throws Exception {
    ConcurrentLinkedQueue<SpillSlot> unwanted = new ConcurrentLinkedQueue<>();
    List<Throwable> failures = new ArrayList<>();
    Thread[] users = new Thread[4];
    SpillSlot last = files.write(List.of(object(0, 1))).get(0);
    for (int i = 0; i < users.length; i++) {
      users[i] =
          new Thread(
              () -> {
                for (SpillSlot slot = null; !last.equals(slot); slot = unwanted.poll()) {
                  if (slot != null) {
                    files.release(slot);
                  }
                }
                unwanted.add(last); // for the next thread
              });
      users[i].setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
      users[i].setDaemon(true);
      users[i].start();
    }

    List<ByteBuffer> objects = IntStream.range(0, 8).mapToObj(i -> object(i, 100 * i)).toList();
    for (int round = 0; round < 500; round++) {
      List<SpillSlot> slots = files.write(objects);
      assertThat(read(files, slots.get(5))).isEqualTo(objects.get(5));
      unwanted.addAll(slots);
    }
    unwanted.add(last);
    for (Thread user : users) {
      user.join();
    }

    assertThat(failures).isEmpty();
    assertThat(files.bytes()).isEqualTo(1);
    assertThat(names(folder)).containsExactly("spill-0");
  }

  @Test
  void shouldLeaveNothingWhenClosed() throws IOException {
    List<SpillSlot> slots = files.write(List.of(object(1, 10), object(2, 20)));
    files.write(List.of(object(3, 30)));
    files.release(slots.get(0));
    read(files, slots.get(1));

    files.close();

    assertThat(folder).doesNotExist();
    assertThat(files.bytes()).isZero();
    files.release(slots.get(0)); // a ref that becomes garbage later does no harm
    files.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> files.write(List.of(object(4, 40))))
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> read(files, slots.get(1)));
    assertThat(folder).doesNotExist();
  }

  @Test
  void shouldLeaveWhatIsNotItsOwnWhenClosed() throws IOException {
    files.write(List.of(object(1, 10)));
    Files.writeString(folder.resolve("notes"), "mine");

    files.close();

    assertThat(names(folder)).containsExactly("notes");
  }
}
