package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.ObjectLostException;
import io.ray4j.ObjectRef;
import io.ray4j.ObjectStoreFullException;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTimeoutException;
import io.ray4j.Remote;
import io.ray4j.faults.Faults.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of the kit, once: the session gets over it, or says what is wrong and goes on. */
@Timeout(120)
class FaultsTest {
  private static final int MB_OF_LONGS = (1 << 20) / Long.BYTES;
  private static final long STORE_BYTES = 16L << 20;

  @TempDir private Path folder;

  private final Faults faults = new Faults(Seed.next());
  private Path spill;
  private StartOptions options;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Processes.canBeSeen(), "there is no /proc to ask");
    spill = Files.createDirectory(folder.resolve("spill"));
    options = new StartOptions(Files.createDirectory(folder.resolve("start")));
  }

  private void init(int workers) {
    Ray.init(
        RayConfig.builder()
            .workers(workers)
            .objectStoreMemory(STORE_BYTES)
            .spillDirectory(spill)
            .workerJvmOptions(options.option())
            .build());
  }

  @AfterEach
  void shutdown() {
    faults.close();
    Ray.shutdown();
    assertThat(ProcessHandle.current().children().filter(child -> !Processes.isGone(child)))
        .isEmpty();
  }

  /** Runs until the file is there; says that it has begun by making another. */
  @Remote
  static int awaitGate(String folder) throws IOException {
    Path begun = Path.of(folder, "begun");
    if (!Files.exists(begun)) {
      Files.createFile(begun);
    }
    while (!Files.exists(Path.of(folder, "gate"))) {
      LockSupport.parkNanos(1_000_000);
    }
    return 1;
  }

  @Remote
  static int add(int a, int b) {
    return a + b;
  }

  private ObjectRef<Integer> waitingTask() {
    ObjectRef<Integer> task = Ray.remote(FaultsTest::awaitGate, folder.toString());
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("begun")));
    return task;
  }

  private ProcessHandle busyWorker() {
    return faults.anyBusyWorker().orElseThrow();
  }

  @Test
  void shouldRunATaskAgainWhoseWorkerIsKilled() throws IOException {
    init(1);
    ObjectRef<Integer> task = waitingTask();
    faults.kill(busyWorker());
    Files.createFile(folder.resolve("gate"));
    assertThat(task.get()).isEqualTo(1);
    assertThat(faults.count(Kind.KILL)).isOne();
  }

  @Test
  void shouldReplaceAWorkerOnceTheFirstTriesHaveFailed() throws IOException {
    init(1);
    ObjectRef<Integer> task = waitingTask();
    faults.refuseStarts(options);
    faults.kill(busyWorker());
    faults.allowStarts(options);
    Files.createFile(folder.resolve("gate"));
    assertThat(task.get()).isEqualTo(1);
    assertThat(faults.count(Kind.REFUSE)).isOne();
  }

  @Test
  void shouldGoOnWithADelayedWorkerWhereItWas() throws IOException {
    init(1);
    ObjectRef<Integer> task = waitingTask();
    ProcessHandle worker = busyWorker();
    Files.createFile(folder.resolve("gate"));
    faults.delay(worker, Duration.ofMillis(300));
    assertThat(task.get()).isEqualTo(1);
    assertThat(faults.anyWorker()).contains(worker);
    assertThat(faults.count(Kind.DELAY)).isOne();
  }

  /** What it holds and has not begun is taken away from it; what it has begun waits. */
  @Test
  void shouldWorkAroundAStoppedWorkerAndEndItWithTheSession() {
    init(2);
    ObjectRef<Integer> task = waitingTask();
    List<ObjectRef<Integer>> sums = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      sums.add(Ray.remote(FaultsTest::add, index, 1));
    }
    Ray.get(sums); // now the one that is busy has begun nothing but the task that waits
    ProcessHandle worker = busyWorker();
    faults.stop(worker);
    for (int index = 100; index < 200; index++) {
      sums.add(Ray.remote(FaultsTest::add, index, 1));
    }
    for (int index = 0; index < 200; index++) {
      assertThat(sums.get(index).get(Duration.ofSeconds(30))).isEqualTo(index + 1);
    }
    assertThat(Processes.isStopped(worker)).isTrue();
    assertThatThrownBy(() -> task.get(Duration.ofMillis(50)))
        .isInstanceOf(RayTimeoutException.class);
    Ray.shutdown();
    assertThat(Processes.isGone(worker)).isTrue();
    assertThat(faults.count(Kind.STOP)).isOne();
  }

  private static long[] filled(int index) {
    long[] values = new long[MB_OF_LONGS];
    Arrays.fill(values, index);
    return values;
  }

  @Test
  void shouldRefuseObjectsOnAFullDiskAndTakeThemAgainWhenThereIsRoom() throws IOException {
    try (SmallDisk disk = new SmallDisk(spill, 32L << 20)) {
      init(1);
      faults.fill(disk, 4L << 20);
      List<ObjectRef<long[]>> refs = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (int index = 0; index < 40; index++) {
                  refs.add(Ray.put(filled(index)));
                }
              })
          .isInstanceOf(ObjectStoreFullException.class)
          .hasMessageContaining(spill.toString());
      assertThat(refs).hasSizeGreaterThanOrEqualTo(14);
      for (int index = 0; index < refs.size(); index++) {
        assertThat(refs.get(index).get()).containsOnly(index);
      }
      faults.empty(disk);
      for (int index = refs.size(); index < 30; index++) {
        refs.add(Ray.put(filled(index)));
      }
      assertThat(Ray.remote(GraphTasks::mix, refs.get(0), refs.get(29)).get()).hasSize(MB_OF_LONGS);
      Ray.shutdown();
      assertThat(spill).isEmptyDirectory();
    }
    assertThat(faults.count(Kind.FILL)).isOne();
  }

  @Test
  void shouldLoseWhatIsDamagedAndNothingElse() throws IOException {
    init(1);
    List<ObjectRef<long[]>> refs = new ArrayList<>();
    for (int index = 0; index < 60; index++) {
      refs.add(Ray.put(filled(index)));
    }
    faults.corrupt(spill);
    int lost = 0;
    for (int index = 0; index < refs.size(); index++) {
      try {
        assertThat(refs.get(index).get()).containsOnly(index);
      } catch (ObjectLostException e) {
        assertThat(e).hasMessageContaining("crc32c");
        lost++;
      }
    }
    assertThat(lost).isBetween(1, (int) faults.count(Kind.CORRUPT));
    assertThat(Ray.remote(FaultsTest::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldHangUpOnGarbageAndGoOn() throws IOException {
    init(1);
    ObjectRef<Integer> task = waitingTask();
    ProcessHandle worker = busyWorker();
    for (int round = 0; round < 10; round++) {
      faults.sayGarbage(Ray.state().sessionDirectory());
    }
    Files.createFile(folder.resolve("gate"));
    assertThat(task.get()).isEqualTo(1);
    assertThat(faults.anyWorker()).contains(worker);
    assertThat(faults.count(Kind.GARBAGE)).isEqualTo(10);
  }
}
