package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.scheduler.transport.SchedulerListener;
import io.ray4j.scheduler.transport.Transport;
import io.ray4j.scheduler.transport.WorkerPort;
import io.ray4j.scheduler.transport.WorkerServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker with a larger heap, and workers that are told to end. */
@Timeout(120)
class LargeWorkerTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "token";

  @TempDir Path folder;

  private final Listener listener = new Listener();
  private @Nullable WorkerPool pool;
  private @Nullable WorkerServer server;

  private static final class Listener implements PoolListener {
    final Map<Integer, Long> ready = new ConcurrentHashMap<>();
    final Map<Integer, Long> large = new ConcurrentHashMap<>();
    final List<WorkerExit> exits = new CopyOnWriteArrayList<>();
    final List<String> noWorkers = new CopyOnWriteArrayList<>();
    final List<String> noLargeWorker = new CopyOnWriteArrayList<>();

    @Override
    public void onWorkerReady(int worker, long pid, WorkerPort port) {
      ready.put(worker, pid);
    }

    @Override
    public void onLargeWorkerReady(int worker, long pid, WorkerPort port) {
      large.put(worker, pid);
    }

    @Override
    public void onWorkerDied(WorkerExit exit) {
      exits.add(exit);
    }

    @Override
    public void onNoWorkers(String reason) {
      noWorkers.add(reason);
    }

    @Override
    public void onLargeWorkerFailed(String reason) {
      noLargeWorker.add(reason);
    }
  }

  private WorkerPool start(List<String> main) throws IOException {
    WorkerLauncher launcher =
        new WorkerLauncher(
            JAVA,
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx48m"),
            main,
            new WorkerHeap(48L << 20, 96L << 20),
            folder,
            TOKEN);
    WorkerPool made =
        new WorkerPool(launcher, folder, false, listener, new OomKills(folder.resolve("counters")));
    pool = made;
    return made;
  }

  private WorkerPool startFit() throws IOException {
    return startFit("all");
  }

  private WorkerPool startFit(String which) throws IOException {
    Path socket = folder.resolve("control.sock");
    WorkerPool made =
        start(List.of(FitWorker.class.getName(), which, socket.toString(), folder.toString()));
    SchedulerListener deaf =
        (SchedulerListener)
            Proxy.newProxyInstance(
                SchedulerListener.class.getClassLoader(),
                new Class<?>[] {SchedulerListener.class},
                (unused, method, arguments) -> null);
    server = new WorkerServer(socket, TOKEN, Transport.ofProperties(), deaf, made);
    return made;
  }

  private WorkerPool startUnfit(String what) throws IOException {
    return start(List.of(UnfitWorker.class.getName(), what, folder.toString()));
  }

  private static void awaitSize(Map<Integer, Long> workers, int size) {
    await().atMost(PATIENCE).until(() -> workers.size() == size);
  }

  private WorkerExit awaitExit() {
    await().atMost(PATIENCE).until(() -> !listener.exits.isEmpty());
    return listener.exits.get(0);
  }

  private int starts() throws IOException {
    Path file = folder.resolve("starts");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  @AfterEach
  void close() {
    if (pool != null) {
      pool.close();
    }
    if (server != null) {
      server.close();
    }
    for (Map<Integer, Long> workers : List.of(listener.ready, listener.large)) {
      workers.forEach((number, pid) -> assertThat(ProcessHandle.of(pid)).isEmpty());
    }
  }

  @Test
  void shouldGiveOnlyALargeWorkerTheLargerHeapWhateverTheUsersOptionsSay() throws IOException {
    WorkerPool workers = startFit();
    workers.grow(1);
    workers.growLarge();
    awaitSize(listener.ready, 1);
    awaitSize(listener.large, 1);
    String[] small = Files.readString(folder.resolve("heap-1")).split(" ", -1);
    String[] large = Files.readString(folder.resolve("heap-2")).split(" ", -1);
    assertThat(Long.parseLong(small[0])).isBetween(40L << 20, 48L << 20);
    assertThat(Long.parseLong(large[0])).isBetween(80L << 20, 96L << 20);
    assertThat(small[1]).isEqualTo("false");
    assertThat(large[1]).isEqualTo("true");
  }

  @Test
  void shouldNotReplaceALargeWorker() throws IOException {
    WorkerPool workers = startFit();
    workers.growLarge();
    awaitSize(listener.large, 1);
    ProcessHandle.of(listener.large.get(1)).orElseThrow().destroyForcibly();
    assertThat(awaitExit().worker()).isEqualTo(1);
    workers.grow(1);
    awaitSize(listener.ready, 1);
    assertThat(listener.ready).containsOnlyKeys(2); // and so nothing was forked in between
    assertThat(listener.noLargeWorker).isEmpty();
  }

  @Test
  void shouldTellThatALargeWorkerDoesNotStartWithoutAnotherTry() throws IOException {
    WorkerPool workers = startUnfit("exit");
    for (int asked = 1; asked <= 3; asked++) {
      int number = asked;
      workers.growLarge();
      await().atMost(PATIENCE).until(() -> listener.noLargeWorker.size() == number);
      assertThat(listener.noLargeWorker.get(number - 1))
          .contains("A worker with a heap of 96 MB, twice as much", "does not start")
          .contains("exitCode=3", "these are the worker's own words", UnfitWorker.class.getName());
      assertThat(starts()).isEqualTo(number);
    }
    assertThat(listener.noWorkers).isEmpty();
    workers.grow(1); // and the others have all their tries
    await().atMost(PATIENCE).until(() -> !listener.noWorkers.isEmpty());
    assertThat(starts()).isEqualTo(6);
    assertThat(listener.noLargeWorker).hasSize(3);
  }

  @Test
  void shouldGiveUpTheOthersThoughALargeWorkerIsStarting() throws IOException {
    WorkerPool workers = startUnfit("exitUnlessFirst");
    workers.growLarge();
    await().atMost(PATIENCE).until(() -> starts() == 1);
    workers.grow(1);
    await().atMost(PATIENCE).until(() -> !listener.noWorkers.isEmpty());
    assertThat(starts()).isEqualTo(4);
  }

  @Test
  void shouldNotTryTheOthersAgainSinceALargeWorkerHasStarted() throws IOException {
    WorkerPool workers = startFit("large");
    workers.grow(1);
    await().atMost(PATIENCE).until(() -> !listener.noWorkers.isEmpty());
    workers.growLarge();
    awaitSize(listener.large, 1);
    workers.growLarge();
    awaitSize(listener.large, 2);
    assertThat(listener.large).containsOnlyKeys(4, 5); // after the three that were tried
  }

  @Test
  void shouldRetireAWorkerInAnOrderlyWayAndNotReplaceIt() throws IOException {
    WorkerPool workers = startFit();
    workers.grow(1);
    awaitSize(listener.ready, 1);
    workers.retire(1);
    workers.retire(4711); // which is none
    WorkerExit exit = awaitExit();
    assertThat(exit.worker()).isEqualTo(1);
    assertThat(exit.exitCode()).isZero();
    workers.growLarge();
    awaitSize(listener.large, 1);
    assertThat(listener.large).containsOnlyKeys(2);
    workers.retire(2);
    await().atMost(PATIENCE).until(() -> listener.exits.size() == 2);
    assertThat(listener.exits.get(1).exitCode()).isZero();
    assertThat(listener.ready).hasSize(1);
  }

  @Test
  void shouldReplaceAWorkerInAnOrderlyWay() throws IOException {
    WorkerPool workers = startFit();
    workers.grow(1);
    awaitSize(listener.ready, 1);
    workers.replace(1);
    assertThat(awaitExit().exitCode()).isZero();
    awaitSize(listener.ready, 2);
    assertThat(listener.ready).containsOnlyKeys(1, 2);
  }

  @Test
  void shouldKillAWorkerThatDoesNotListen() throws Exception {
    WorkerPool workers = startFit();
    workers.grow(1);
    awaitSize(listener.ready, 1);
    long pid = listener.ready.get(1);
    new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
    workers.retire(1);
    assertThat(awaitExit().exitCode()).isEqualTo(137);
  }
}
