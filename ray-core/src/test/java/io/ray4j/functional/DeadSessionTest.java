package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a driver that is killed leaves behind, and who clears it away. */
@Timeout(120)
class DeadSessionTest {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  @TempDir private Path sessions;

  private final List<Driver> drivers = new ArrayList<>();

  @AfterEach
  void end() {
    Ray.shutdown();
    drivers.forEach(driver -> driver.process.destroyForcibly());
  }

  /** A driver in a process of its own. */
  private final class Driver {
    final Process process;
    final List<String> lines = new ArrayList<>();

    Driver() throws IOException {
      process = java(KilledDriver.class.getName(), sessions.toString()).start();
      drivers.add(this);
      BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
      String line;
      while ((line = reader.readLine()) != null && !line.startsWith("ready=")) {
        lines.add(line);
      }
      assertThat(line).as(String.join("\n", lines)).isNotNull();
    }

    List<String> valuesOf(String key) {
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()))
          .toList();
    }

    Path folder() {
      return sessions.resolve(valuesOf("session=").get(0));
    }

    boolean hasWorkers() {
      return valuesOf("pid=").stream()
          .anyMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
    }
  }

  private static ProcessBuilder java(String mainClass, String argument) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            mainClass,
            argument)
        .redirectErrorStream(true);
  }

  private static String show(Path session) throws IOException {
    return new String(
        java(State.class.getName(), session.toString()).start().getInputStream().readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private void awaitTable(Driver driver) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(show(driver.folder())).contains(": 3 objects"));
  }

  @Test
  void shouldEndTheWorkersAndShowWhatTheStoreHeldAndFreeItsMemory() throws Exception {
    Driver driver = new Driver();
    awaitTable(driver);
    driver.process.destroyForcibly().waitFor();
    await().atMost(Duration.ofSeconds(20)).until(() -> !driver.hasWorkers());

    String shown = show(driver.folder());
    assertThat(shown).contains("3 objects in the store, 3,200,192 bytes");
    List<String> ids = driver.valuesOf("object=");
    assertThat(shown).contains(ids).contains("segment-0@").contains("StoreTasks.make");
    assertThat(shown.lines().filter(line -> line.endsWith("put"))).hasSize(1);

    Path shared = SHARED_MEMORY.resolve(driver.folder().getFileName());
    assertThat(shared).exists();
    Ray.init(RayConfig.builder().workers(1).sessionDirectory(sessions).build());
    await().untilAsserted(() -> assertThat(shared).doesNotExist());
    await()
        .untilAsserted(
            () ->
                assertThat(list(driver.folder()))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("objects.table", "lock"));
    assertThat(show(driver.folder())).contains(ids);
  }

  @Test
  void shouldLeaveALiveSessionAlone() throws Exception {
    Driver dead = new Driver();
    Driver alive = new Driver();
    dead.process.destroyForcibly().waitFor();
    Ray.init(RayConfig.builder().workers(1).sessionDirectory(sessions).build());
    Path deadShared = SHARED_MEMORY.resolve(dead.folder().getFileName());
    await().untilAsserted(() -> assertThat(deadShared).doesNotExist());
    assertThat(alive.folder().resolve("control.sock")).exists();
    assertThat(SHARED_MEMORY.resolve(alive.folder().getFileName()).resolve("segment-0")).exists();
    assertThat(alive.hasWorkers()).isTrue();
    assertThat(alive.process.isAlive()).isTrue();
    alive.process.destroyForcibly().waitFor();
    Ray.shutdown();
    Ray.init(RayConfig.builder().workers(1).sessionDirectory(sessions).build());
    await()
        .untilAsserted(
            () -> assertThat(SHARED_MEMORY.resolve(alive.folder().getFileName())).doesNotExist());
  }

  @Test
  void shouldKeepTheTablesOfTheLastFiveDeadSessions() throws IOException {
    List<Path> dead = new ArrayList<>();
    for (int index = 0; index < 8; index++) {
      Path folder = Files.createDirectory(sessions.resolve("ray4j-" + (index + 1) + "-abc"));
      Files.createFile(folder.resolve("lock"));
      Files.createFile(folder.resolve("objects.table"));
      Files.createFile(folder.resolve("hs_err_pid7.log"));
      Files.createFile(folder.resolve("worker.args"));
      dead.add(folder);
    }
    // swept once, and so of the same age; then told apart
    Ray.init(RayConfig.builder().workers(1).sessionDirectory(sessions).build());
    await().untilAsserted(() -> assertThat(list(sessions)).hasSize(6));
    Ray.shutdown();
    List<Path> kept = list(sessions);
    assertThat(kept).hasSize(5).isSubsetOf(dead);
    for (Path folder : kept) {
      assertThat(list(folder)).hasSize(3);
    }
    Path oldest = kept.get(2);
    Files.setLastModifiedTime(oldest, FileTime.from(Instant.now().minusSeconds(1_000)));
    Path another = Files.createDirectory(sessions.resolve("ray4j-99-def"));
    Files.createFile(another.resolve("lock"));
    Ray.init(RayConfig.builder().workers(1).sessionDirectory(sessions).build());
    await().untilAsserted(() -> assertThat(oldest).doesNotExist());
    Ray.shutdown();
    assertThat(list(sessions)).hasSize(5).contains(another);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
