package io.ray4j.objectstore;

import static io.ray4j.objectstore.SpillTestData.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {
  @Test
  void shouldWarnOfFileSystemsThatAreMemory() {
    Path folder = Path.of("spill-folder");

    assertThat(SpillFolder.memoryWarning(folder, "tmpfs").orElseThrow())
        .contains("spill-folder", "tmpfs", "spillDirectory");
    assertThat(SpillFolder.memoryWarning(folder, "ramfs")).isPresent();
    for (String type : List.of("ext4", "xfs", "btrfs", "overlay", "nfs4", "apfs", "unknown")) {
      assertThat(SpillFolder.memoryWarning(folder, type)).as(type).isEmpty();
    }
  }

  @Test
  void shouldWarnOnceAtTheFirstSpillToMemory() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
        "no tmpfs at /dev/shm");
    Path folder = Files.createTempDirectory(memory, "ray4j-spill-test");

    assertThat(whatIsLoggedAtTwoSpills(folder)).containsOnlyOnce("gains nothing");

    assertThat(folder).doesNotExist();
  }

  @Test
  void shouldNotWarnOfADisk(@TempDir Path folder) throws IOException {
    Assumptions.assumeFalse(
        Files.getFileStore(folder).type().equals("tmpfs"), "the temp folder is a tmpfs");

    assertThat(whatIsLoggedAtTwoSpills(folder.resolve("spill"))).isEmpty();
  }

  private static String whatIsLoggedAtTwoSpills(Path folder) throws IOException {
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try (SpillFiles files = new SpillFiles(folder)) {
      files.write(List.of(object(1, 10)));
      files.write(List.of(object(2, 10)));
    } finally {
      System.setErr(before);
    }
    return logged.toString(StandardCharsets.UTF_8);
  }
}
