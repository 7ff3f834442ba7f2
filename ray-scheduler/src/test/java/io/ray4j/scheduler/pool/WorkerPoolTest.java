package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.scheduler.transport.WorkerPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that do not start. */
@Timeout(120)
class WorkerPoolTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Listener listener = new Listener();
  private @Nullable WorkerPool pool;

  private static final class Listener implements PoolListener {
    final List<String> reasons = new CopyOnWriteArrayList<>();

    @Override
    public void onWorkerReady(int worker, long pid, WorkerPort port) {}

    @Override
    public void onWorkerDied(WorkerExit exit) {}

    @Override
    public void onNoWorkers(String reason) {
      reasons.add(reason);
    }
  }

  /** A start of a worker. */
  private record Start(int worker, long pid) {}

  private List<Start> starts() {
    Path file = folder.resolve("starts");
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.split(" ", 2))
          .map(part -> new Start(Integer.parseInt(part[0]), Long.parseLong(part[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(Path java, int workers, String what) throws IOException {
    start(java, workers, what, "token", new OomKills(folder.resolve("counters")));
  }

  private void start(Path java, int workers, String what, String token, OomKills oomKills)
      throws IOException {
    pool = new WorkerPool(launcher(java, what, token), folder, false, listener, oomKills);
    pool.grow(workers);
  }

  private WorkerLauncher launcher(Path java, String what, String token) throws IOException {
    return new WorkerLauncher(
        java,
        List.of("-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1"),
        List.of(UnfitWorker.class.getName(), what, folder.toString()),
        new WorkerHeap(64L << 20, 128L << 20),
        folder,
        token);
  }

  private String awaitReason() {
    await().atMost(PATIENCE).until(() -> !listener.reasons.isEmpty());
    return listener.reasons.get(0);
  }

  @AfterEach
  void close() {
    if (pool != null) {
      pool.close();
    }
    for (Start start : starts()) {
      assertThat(ProcessHandle.of(start.pid)).isEmpty();
    }
    assertThat(listener.reasons).hasSizeLessThan(2);
  }

  @Test
  void shouldKnowThoseForkedAheadWhenItHasGrown() throws IOException {
    WorkerLauncher launcher = launcher(JAVA, "linger:0", "token");
    launcher.forkAhead(2);
    pool = new WorkerPool(launcher, folder, false, listener);
    pool.grow(2);
    // each may have booted by now, and say hello as soon as there is a socket
    assertThat(pool.onHello(1)).isNotNull();
    assertThat(pool.onHello(2)).isNotNull();
  }

  @Test
  void shouldGiveUpWithTheWorkersOwnWords() throws IOException {
    start(JAVA, 1, "exit");
    assertThat(awaitReason())
        .contains("exitCode=3", "these are the worker's own words", UnfitWorker.class.getName());
    assertThat(starts()).hasSize(3);
  }

  @Test
  void shouldGiveUpWhenTheyKeepCrashing() throws IOException {
    start(JAVA, 1, "ABRT");
    assertThat(awaitReason()).contains("exitCode=134, SIGABRT (signal 6)");
    assertThat(starts()).hasSize(3);
  }

  @Test
  void shouldGoOnWhenTheyAreKilledFromOutside() throws IOException {
    start(JAVA, 1, "KILL:4");
    await().atMost(PATIENCE).until(() -> starts().size() == 5);
    assertThat(listener.reasons).isEmpty();
  }

  @Test
  void shouldGiveUpWhenTheKernelKillsThemForLackOfMemory() throws IOException {
    start(JAVA, 1, "OOM");
    assertThat(awaitReason())
        .contains("exitCode=137, SIGKILL (signal 9), probably by the kernel for lack of memory")
        .contains("counters went from 2 to 3");
  }

  @Test
  void shouldGiveUpWhenNoneCanBeForked() throws IOException {
    start(folder.resolve("no-java"), 1, "exit");
    assertThat(awaitReason()).contains("cannot fork a worker", "no-java");
    assertThat(starts()).isEmpty();
  }

  @Test
  void shouldGiveUpWhateverKeepsItFromForking() throws IOException {
    start(JAVA, 1, "exit", "no\0environment's", new OomKills(folder.resolve("counters")));
    assertThat(awaitReason()).contains("cannot fork a worker", "environment");
    assertThat(starts()).isEmpty();
  }

  @Test
  void shouldReplaceAWorkerOfWhichItCannotBeSeenHowItEnded() throws IOException {
    OomKills unreadable;
    URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      unreadable = new OomKills(files.getPath("counters")); // closed from here on
    }
    assertThatThrownBy(unreadable::seen).isInstanceOf(ClosedFileSystemException.class);
    start(JAVA, 1, "KILL:1", "token", unreadable);
    await().atMost(PATIENCE).until(() -> starts().size() == 2);
  }

  @Test
  void shouldNotGiveUpWhileAnotherWorkerIsStarting() throws IOException {
    start(JAVA, 2, "exitUnlessFirst");
    await().atMost(PATIENCE).until(() -> starts().size() == 4);
    Start last = starts().get(3);
    await().atMost(PATIENCE).until(() -> ProcessHandle.of(last.pid).isEmpty());
    Start first = starts().stream().filter(start -> start.worker == 1).findAny().orElseThrow();
    ProcessHandle.of(first.pid).orElseThrow().destroyForcibly();
    assertThat(awaitReason()).contains("exitCode=3");
    assertThat(starts()).hasSize(5);
  }
}
