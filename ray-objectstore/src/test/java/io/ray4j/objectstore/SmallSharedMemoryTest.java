package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.StoreObjects.Made;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shared memory that has less room than the store may take: an exception or a spill, never a
 * SIGBUS, which would end this process.
 */
@Timeout(60)
class SmallSharedMemoryTest {
  private static final int MB = StoreObjects.MB;
  private static final long WANTED = 1024L * MB;

  @TempDir private Path temp;

  private ObjectStore open(Path shared) {
    return StoreObjects.open(shared, temp.resolve("spill"), WANTED);
  }

  @Test
  void shouldSpillWhenTheFileSystemIsSmallerThanTheStoreMayBe() throws Exception {
    Path shared = Files.createDirectory(temp.resolve("shared"));
    try (TmpfsMount mount = new TmpfsMount(shared, 40L * MB);
        ObjectStore store = open(shared)) {
      StoreObjects objects = new StoreObjects(store);
      List<Made> made = new ArrayList<>();
      for (int index = 0; index < 30; index++) {
        made.add(objects.put(index, 5 * MB));
      }
      made.forEach(objects::check);
      assertThat(mount.usableBytes()).as("something is left to others").isPositive();
      assertThatThrownBy(() -> objects.put(100, 60 * MB))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("the file system has only");
      made.forEach(objects::check);
    }
  }

  @Test
  void shouldRefuseWhenThereIsRoomForNothingAndGoOnWhenThereIs() throws Exception {
    Path shared = Files.createDirectory(temp.resolve("shared"));
    try (TmpfsMount mount = new TmpfsMount(shared, 20L * MB);
        ObjectStore store = open(shared)) {
      StoreObjects objects = new StoreObjects(store);
      Path others = Files.write(shared.resolve("others"), new byte[19 * MB]);
      assertThat(mount.usableBytes()).isLessThanOrEqualTo(MB);

      assertThatThrownBy(() -> objects.put(1, 10 * MB))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("objectStoreMemory=1,073,741,824")
          .hasMessageContaining("the file system has only");

      Files.delete(others);
      objects.check(objects.put(2, 10 * MB));
    }
  }

  @Test
  void shouldKeepWhatItHasWhenOthersFillTheFileSystem() throws Exception {
    Path shared = Files.createDirectory(temp.resolve("shared"));
    try (TmpfsMount mount = new TmpfsMount(shared, 200L * MB);
        ObjectStore store = open(shared)) {
      StoreObjects objects = new StoreObjects(store);
      Made first = objects.put(1, 8 * MB); // in a segment of 128 MB
      fill(shared.resolve("others"), mount.usableBytes());
      List<Made> made = new ArrayList<>();
      for (int index = 0; index < 40; index++) {
        made.add(objects.put(index, 8 * MB));
      }
      made.forEach(objects::check);
      objects.check(first);
    }
  }

  private static void fill(Path file, long bytes) throws Exception {
    Files.write(file, new byte[(int) bytes]);
  }

  @Test
  void shouldSayWhatIsWrongWithAFolderThatCannotBeWritten() {
    try (ObjectStore store = open(temp.resolve("missing"))) {
      assertThatThrownBy(() -> new StoreObjects(store).put(1, MB))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("No room for the first segment")
          .hasMessageContaining("the file system has only 0 of");
    }
  }
}
