package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.testing.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any thread may use the facade: several of the driver at once, and those that tasks start. */
@Timeout(60)
@ParameterizedClass
@MethodSource("io.ray4j.testing.Backend#addresses")
class ThreadsTest {
  private static final int THREADS = 8;

  /** As many as the nodes of the test cluster have. */
  private static final int SLOTS = 4;

  @Parameter String address;
  @TempDir private Path folder;

  private void init(int workers) {
    Ray.init(Backend.config(address, workers).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldServeSeveralThreadsAtOnce() throws Exception {
    init(2);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch start = new CountDownLatch(THREADS);
      List<Future<Integer>> checked = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        checked.add(
            pool.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return useTheFacade(number);
                }));
      }
      for (Future<Integer> count : checked) {
        assertThat(count.get()).isEqualTo(300);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Small values and large ones, each with the thread's number in it. */
  private static int useTheFacade(int thread) {
    int checked = 0;
    List<ObjectRef<Integer>> sums = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      int value = 1_000 * thread + round;
      sums.add(Ray.remote(Tasks::add, value, Ray.put(1)));
      assertThat(Ray.get(Ray.remote(Tasks::add, Ray.put(value), 0))).isEqualTo(value);
      double[] values = new double[2_000 + round];
      Arrays.fill(values, value);
      ObjectRef<double[]> stored = Ray.put(values);
      assertThat(stored.get()).isEqualTo(values);
      checked += 2;
    }
    List<Integer> all = Ray.get(sums);
    for (int round = 0; round < 100; round++) {
      assertThat(all.get(round)).isEqualTo(1_000 * thread + round + 1);
      checked++;
    }
    return checked;
  }

  @Test
  void shouldServeTheThreadsOfATask() {
    init(1);
    assertThat(Ray.remote(ThreadTasks::byOwnThreads, 100).get()).isEqualTo(expected(100));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldServeAParallelStreamInATask(int workers) {
    init(workers);
    for (int round = 0; round < 3; round++) {
      assertThat(Ray.remote(ThreadTasks::byParallelStream, 100).get()).isEqualTo(expected(100));
    }
    List<ObjectRef<Integer>> atOnce = new ArrayList<>();
    for (int task = 0; task < 6; task++) {
      atOnce.add(Ray.remote(ThreadTasks::byParallelStream, 100));
    }
    assertThat(Ray.get(atOnce)).hasSize(6).containsOnly(expected(100));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldServeThreadsThatSeveralTasksUse(int workers) {
    init(workers);
    for (int round = 0; round < 3; round++) {
      assertThat(Ray.remote(ThreadTasks::bySharedThreads, 20).get()).isEqualTo(expected(20));
    }
    List<ObjectRef<Integer>> atOnce = new ArrayList<>();
    for (int task = 0; task < 6; task++) {
      atOnce.add(Ray.remote(ThreadTasks::bySharedThreads, 20));
    }
    assertThat(Ray.get(atOnce)).hasSize(6).containsOnly(expected(20));
  }

  @Test
  void shouldGiveTheSlotBackWhileATaskWaitsForAFuture() {
    init(1);
    assertThat(Ray.remote(ThreadTasks::byFutures, 10).get()).isEqualTo(2 * 14 + 1);
  }

  @Test
  void shouldGiveAllSlotsBackWhileTasksWaitForFutures() {
    init(SLOTS);
    List<ObjectRef<Integer>> sums = new ArrayList<>();
    for (int task = 0; task < SLOTS; task++) {
      sums.add(Ray.remote(ThreadTasks::byAFutureOnceAllHaveBegun, folder.toString(), SLOTS));
    }
    assertThat(Ray.get(sums)).hasSize(SLOTS).containsOnly(SLOTS + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldServeTheFuturesOfAParallelStreamInATask(int workers) {
    init(workers);
    List<ObjectRef<Integer>> atOnce = new ArrayList<>();
    for (int task = 0; task < 4; task++) {
      atOnce.add(Ray.remote(ThreadTasks::byFuturesOfAParallelStream, 100));
    }
    assertThat(Ray.get(atOnce)).hasSize(4).containsOnly(expected(100));
  }

  private static int expected(int count) {
    return count * (count - 1) / 2 + 3 * count;
  }

  @Test
  void shouldServeAThreadWhoseTaskHasEnded() {
    init(1);
    Ray.remote(ThreadTasks::leaveAThread).get();
    Ray.remote(ThreadTasks::letGo).get();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Ray.remote(ThreadTasks::outcome).get(), Integer.valueOf(42)::equals);
  }
}
