package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTaskException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of failed tasks: when they are written, and which are refused. */
@Timeout(60)
class KeptTasksTest {
  @TempDir private Path folder;

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private void failIn(RayConfig.Builder config) {
    Ray.init(config.workers(1).build());
    assertThatThrownBy(Ray.remote(Tasks::fails, "of course")::get)
        .isInstanceOf(RayTaskException.class)
        .hasRootCauseInstanceOf(Tasks.OutOfStockException.class);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    Ray.shutdown();
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Path kept() throws IOException {
    failIn(RayConfig.builder().keepFailedTasks(folder.resolve("kept")));
    return filesBelow(folder).get(0);
  }

  @Test
  void shouldHaveWrittenOneFileForItsUserAloneWhenTheSessionEnds() throws IOException {
    Path file = kept();
    assertThat(filesBelow(folder)).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
        .startsWith("ray4j failed task 1 ")
        .contains("\nTasks.fails failed in task=", "on worker-1 (pid=", "attempt 1: ")
        .contains("OutOfStockException: of course", "at io.ray4j.functional.Tasks.fails");
  }

  @Test
  void shouldKeepNothingUnlessAsked() throws IOException {
    failIn(RayConfig.builder().sessionDirectory(folder));
    assertThat(filesBelow(folder)).noneMatch(file -> file.toString().contains("raytask"));
  }

  @Test
  void shouldLeaveTheFailureAsItIsWhereNoFileCanBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    failIn(RayConfig.builder().keepFailedTasks(file.resolve("kept")));
    assertThat(filesBelow(folder)).containsExactly(file);
  }

  private static void assertRefused(Path file, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.replay(file))
        .withMessageContaining(file + " is no kept task: " + reason);
  }

  @Test
  void shouldRefuseAFileThatIsNotWhole() throws IOException {
    Path file = kept();
    byte[] bytes = Files.readAllBytes(file);
    for (int cut : new int[] {1, 16, bytes.length / 2, bytes.length - 40}) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
      assertRefused(file, "its end is missing: it was cut off, size=" + (bytes.length - cut));
    }
    for (int index = bytes.length / 2; index < bytes.length - 4; index += 7) {
      byte[] damaged = bytes.clone();
      damaged[index] ^= 8;
      Files.write(file, damaged);
      assertRefused(file, "it is damaged: crc32c=");
    }
    Files.write(file, bytes);
    assertThatThrownBy(() -> Ray.replay(file)).isInstanceOf(RayTaskException.class);
  }

  @Test
  void shouldRefuseAFileOfAnotherVersion() throws IOException {
    Path file = kept();
    byte[] bytes = Files.readAllBytes(file);
    bytes["ray4j failed task ".length()] = '9';
    Files.write(file, bytes);
    assertRefused(file, "it is of another version or another kind of machine: it begins with");
  }

  @Test
  void shouldRefuseWhatIsNoKeptTask() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "something quite different, longer");
    assertRefused(text, "it is something else");
    assertRefused(Files.createFile(folder.resolve("empty")), "it is empty");
    assertRefused(folder, "it is no file");
    Path missing = folder.resolve("missing.raytask");
    assertThatThrownBy(() -> Ray.replay(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot read the kept task " + missing + ": ")
        .hasMessageContaining("NoSuchFileException");
  }
}
