package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import io.ray4j.Remote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Graphs of tasks come to the same while workers are killed as in one process.
 *
 * <p>{@code -Dray4j.graphs=1000} runs more of them, {@code -Dray4j.seed=…} the same ones again, as
 * far as the timing of several processes can be repeated.
 */
class RandomGraphTest {
  private static final int GRAPHS = Integer.getInteger("ray4j.graphs", 30);
  private static final int WORKERS = 3;

  @TempDir private Path folder;

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Remote
  static int collect() {
    System.gc();
    return 0;
  }

  @Test
  void shouldComeToTheSameWhileWorkersAreKilled() throws Exception {
    long seed = Seed.next();
    long[] seeds = new Random(seed).longs(GRAPHS).toArray();
    List<List<Outcome>> expected = new ArrayList<>();
    Ray.init(RayConfig.builder().address("in-process").workers(2).build());
    for (long graph : seeds) {
      expected.add(RandomGraph.run(graph));
    }
    Ray.shutdown();
    assertThat(expected.toString()).contains("UnluckyException").contains("long[");

    Ray.init(
        RayConfig.builder()
            .workers(WORKERS)
            .sessionDirectory(folder)
            .objectStoreMemory(256L << 20)
            .build());
    String session = Ray.state().sessionName();
    int hit = 0;
    try (Faults faults = new Faults(seed)) {
      for (int index = 0; index < GRAPHS; index++) {
        long before = faults.count(Faults.Kind.KILL) + faults.count(Faults.Kind.DELAY);
        long graph = seeds[index];
        List<Outcome> outcomes =
            new RandomKills(faults, graph).during(() -> RandomGraph.run(graph));
        assertThat(outcomes).as("graph %d", index).isEqualTo(expected.get(index));
        hit += faults.count(Faults.Kind.KILL) + faults.count(Faults.Kind.DELAY) > before ? 1 : 0;
      }
      System.out.printf(
          "%d graphs, %d of them hit: %d kills, %d delays%n",
          GRAPHS, hit, faults.count(Faults.Kind.KILL), faults.count(Faults.Kind.DELAY));
      assertThat(faults.count(Faults.Kind.KILL)).isGreaterThan(GRAPHS / 2);
      assertThat(faults.count(Faults.Kind.DELAY)).isPositive();
      assertThat(hit).isGreaterThan(GRAPHS / 2);
    }
    awaitEmptyStore();
    Ray.shutdown();
    assertThat(ProcessHandle.current().children().filter(child -> !Processes.isGone(child)))
        .isEmpty();
    assertThat(folder).isEmptyDirectory();
    assertThat(Path.of("/dev/shm", session)).doesNotExist();
  }

  private static void awaitEmptyStore() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              List<ObjectRef<Integer>> collections = new ArrayList<>();
              for (int task = 0; task < 4 * WORKERS; task++) {
                collections.add(Ray.remote(RandomGraphTest::collect));
              }
              Ray.get(collections);
              collections.clear();
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
