package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTaskException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task for which its worker's heap is too small is told from others, and tells why. */
@Timeout(240)
class OutOfMemoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  /** Each of them costs a worker, and the next one takes a while to be prepared. */
  private static final Duration PREPARATION = Duration.ofSeconds(4);

  private static final String FILLER = MemoryTasks.Filler.class.getName();

  @TempDir private Path folder;

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
        .hasMessageFindingMatch(
            "Out of memory \\(Java heap space\\) with a heap of at most 6. MB\\. ");
    return failure;
  }

  @Test
  void shouldNameWhatFilledTheHeap() {
    init(2);
    // a worker is prepared for that once its first moments are over
    await()
        .pollDelay(PREPARATION)
        .pollInterval(PREPARATION)
        .atMost(PATIENCE)
        .until(() -> failureOf(Ray.remote(MemoryTasks::fillSlowly)).getMessage().contains(FILLER));
    assertThat(Ray.remote(Tasks::add, 1, 1).get()).isEqualTo(2);
  }

  @Test
  void shouldSayThatThereIsNoHistogramOfOneAllocationThatWasTooLarge() {
    init(1);
    await()
        .pollDelay(PREPARATION)
        .pollInterval(PREPARATION)
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

  private Path notes() {
    return folder.resolve("notes");
  }

  @Test
  void shouldRunATaskAgainWithTwiceTheHeap() throws Exception {
    init(1);
    String second = Ray.remote(MemoryTasks::need, 80, notes().toString()).get();
    List<String> runs = Files.readAllLines(notes());
    assertThat(runs).hasSize(2);
    assertThat(second).startsWith("80 MB in " + runs.get(1));
    String[] first = runs.get(0).split(" ", -1);
    assertThat(Long.parseLong(runs.get(1).split(" ", -1)[1]))
        .isGreaterThan(Long.parseLong(first[1]) * 3 / 2);
    awaitGone(first[0]);
    awaitGone(runs.get(1).split(" ", -1)[0]); // the large one was for that task
    await().atMost(PATIENCE).until(() -> Ray.state().workers().size() == 1);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldFailATaskForWhichTwiceTheHeapIsTooSmallAsWell() throws Exception {
    init(1);
    ObjectRef<String> ref = Ray.remote(MemoryTasks::need, 500, notes().toString());
    assertThat(catchThrowableOfType(RayTaskException.class, ref::get))
        .hasCauseInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("with a heap of at most 128 MB")
        .hasMessageContaining("It had run out of memory before, in a worker with a smaller heap.");
    assertThat(Files.readAllLines(notes())).hasSize(2);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldGiveSeveralTasksTheLargeWorkerOneAfterTheOther() throws Exception {
    init(2);
    List<ObjectRef<String>> refs = new ArrayList<>();
    List<ObjectRef<Integer>> others = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      refs.add(Ray.remote(MemoryTasks::need, 80, notes().toString()));
      others.add(Ray.remote(Tasks::add, index, 1));
    }
    assertThat(Ray.get(refs)).allMatch(text -> text.startsWith("80 MB in "));
    assertThat(Ray.get(others)).containsExactly(1, 2, 3, 4);
    assertThat(Files.readAllLines(notes())).hasSize(8);
    await().atMost(PATIENCE).until(() -> Ray.state().workers().size() == 2);
  }

  private static void awaitGone(String pid) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
  }
}
