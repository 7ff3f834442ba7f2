package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import io.ray4j.faults.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs in little memory: what they read is right, and in the end nothing is left.
 *
 * <p>{@code -Dray4j.random.seconds=600} runs it for longer, {@code -Dray4j.seed=…} repeats a run,
 * as far as the timing of several processes can be repeated.
 */
class RandomProgramTest {
  private static final int WORKERS = 2;
  private static final int THREADS = 2;

  @TempDir private Path spillDirectory;

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldComputeWhatPlainJavaComputesAndLeaveNothing() {
    run(Long.getLong("ray4j.random.seconds", 6), false);
  }

  @Test
  void shouldDoSoWhileWorkersAreKilled() {
    run(Long.getLong("ray4j.random.seconds", 4), true);
  }

  private void run(long seconds, boolean kills) {
    long seed = Seed.next();
    Ray.init(
        RayConfig.builder()
            .workers(WORKERS)
            .objectStoreMemory(64L << 20)
            .spillDirectory(spillDirectory)
            .build());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<CompletableFuture<Integer>> done = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        RandomProgram program = new RandomProgram(seed + thread, kills && thread == 0);
        done.add(CompletableFuture.supplyAsync(() -> run(program, seconds), threads));
      }
      int steps = done.stream().mapToInt(CompletableFuture::join).sum();
      assertThat(steps).isGreaterThan(THREADS);
      awaitEmptyStore();
    } catch (CompletionException e) {
      throw new AssertionError("seed=" + seed, e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static int run(RandomProgram program, long seconds) {
    long endNs = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    int steps = 0;
    while (System.nanoTime() < endNs) {
      program.step();
      steps++;
    }
    program.end();
    return steps;
  }

  private static void awaitEmptyStore() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> {
              List<ObjectRef<Integer>> forgotten = new ArrayList<>();
              for (int task = 0; task < 4 * WORKERS; task++) {
                forgotten.add(Ray.remote(RandomTasks::forget));
              }
              Ray.get(forgotten);
              forgotten.clear();
              System.gc();
              RayState state = Ray.state();
              assertThat(state.tasks()).isEmpty();
              assertThat(state.objects()).isEmpty();
              assertThat(state.usedBytes())
                  .as("what workers lease ahead of need apart")
                  .isLessThanOrEqualTo(WORKERS << 20);
            });
  }
}
