package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are forked before there is a pool. */
@Timeout(120)
class FirstWorkersTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final List<Process> taken = new ArrayList<>();

  private WorkerLauncher launcher(Path java) throws IOException {
    return new WorkerLauncher(
        java,
        List.of("-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1"),
        List.of(UnfitWorker.class.getName(), "linger:0", folder.toString()),
        new WorkerHeap(64L << 20, 128L << 20),
        folder,
        "token");
  }

  private Process take(WorkerLauncher launcher, int worker) throws IOException {
    Process process = launcher.launch(worker, false);
    taken.add(process);
    return process;
  }

  private List<Long> pids() throws IOException {
    Path starts = folder.resolve("starts");
    return Files.exists(starts)
        ? Files.readAllLines(starts).stream()
            .map(line -> Long.parseLong(line.split(" ", 2)[1]))
            .toList()
        : List.of();
  }

  @AfterEach
  void endThoseThatWereTaken() {
    taken.forEach(Process::destroyForcibly);
  }

  @Test
  void shouldEndThoseThatNoPoolTakes() throws IOException {
    WorkerLauncher launcher = launcher(JAVA);
    launcher.forkAhead(2);
    await().atMost(PATIENCE).until(() -> pids().size() == 2);
    List<Long> pids = pids();
    assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isPresent());
    launcher.close();
    assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void shouldEndThoseThatAreStillBeingForked() throws IOException {
    WorkerLauncher launcher = launcher(JAVA);
    launcher.forkAhead(3);
    launcher.close();
    assertThat(ProcessHandle.current().children().map(ProcessHandle::info))
        .noneMatch(info -> info.commandLine().orElse("").contains(folder.toString()));
  }

  @Test
  void shouldHandOverThatOfTheSameNumberOnceAndNotEndIt() throws IOException {
    WorkerLauncher launcher = launcher(JAVA);
    launcher.forkAhead(1);
    Process first = take(launcher, 1);
    await().atMost(PATIENCE).until(() -> pids().size() == 1);
    assertThat(pids()).containsExactly(first.pid());
    Process again = take(launcher, 1);
    assertThat(again.pid()).isNotEqualTo(first.pid());
    launcher.close();
    assertThat(taken).allMatch(Process::isAlive);
  }

  @Test
  void shouldTellWhoTakesOneThatItCouldNotBeForked() throws IOException {
    WorkerLauncher launcher = launcher(folder.resolve("no-java"));
    launcher.forkAhead(1);
    assertThatThrownBy(() -> launcher.launch(1, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-java");
    launcher.forkAhead(1);
    launcher.close(); // there is nothing to end
  }
}
