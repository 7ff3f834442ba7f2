package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTaskException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task for which its worker's heap is too small is told from others, and tells why. */
@Timeout(240)
class OutOfMemoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final String FILLER = MemoryTasks.Filler.class.getName();

  private static void init(int workers) {
    Ray.init(RayConfig.builder().workers(workers).workerHeap(64L << 20).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private static RayTaskException failureOf(ObjectRef<?> ref) {
    RayTaskException failure = catchThrowableOfType(RayTaskException.class, ref::get);
    assertThat(failure)
        .hasMessageContaining("Out of memory (Java heap space) with a heap of at most 64 MB. ");
    return failure;
  }

  @Test
  void shouldNameWhatFilledTheHeapEachTime() {
    init(2);
    // a worker is prepared for that once its first moments are over
    await()
        .atMost(PATIENCE)
        .until(() -> failureOf(Ray.remote(MemoryTasks::fillSlowly)).getMessage().contains(FILLER));
    List<ObjectRef<Integer>> full = new ArrayList<>();
    List<ObjectRef<Integer>> others = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      full.add(Ray.remote(MemoryTasks::fillSlowly));
      others.add(Ray.remote(Tasks::add, round, 1));
    }
    for (int round = 0; round < full.size(); round++) {
      assertThat(failureOf(full.get(round)))
          .hasCauseInstanceOf(OutOfMemoryError.class)
          .hasMessageContaining("What filled it, ")
          .hasMessageContaining("objects of [L" + FILLER + ";");
      assertThat(others.get(round).get()).isEqualTo(round + 1);
    }
  }

  @Test
  void shouldSayThatThereIsNoHistogramOfOneAllocationThatWasTooLarge() {
    init(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(failureOf(Ray.remote(MemoryTasks::allocate, 1 << 24)))
                    .hasCauseInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("There is no class histogram")
                    .hasMessageContaining("one allocation asked for more than was left"));
  }

  @Test
  void shouldSeeTheErrorAsTheCauseOfWhatWasThrown() {
    init(1);
    assertThat(failureOf(Ray.remote(MemoryTasks::wrap)))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void shouldNotBlameTheTaskThatAskedForTheResult() {
    init(2);
    RayTaskException failure = failureOf(Ray.remote(MemoryTasks::askAnother));
    assertThat(failure).hasCauseInstanceOf(RayTaskException.class);
    assertThat(failure.getMessage().split("Out of memory", -1)).hasSize(2);
  }

  @Test
  void shouldSayThatATaskInTheDriverHasNoHistogram() {
    Ray.init(RayConfig.builder().workers(1).address("in-process").build());
    ObjectRef<Integer> ref = Ray.remote(MemoryTasks::lack);
    assertThat(catchThrowableOfType(RayTaskException.class, ref::get))
        .hasCauseInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("There is no class histogram, since the task ran in the driver.");
  }
}
