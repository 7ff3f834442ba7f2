package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayState;
import io.ray4j.RayTaskException;
import io.ray4j.TaskOptions;
import io.ray4j.WorkerCrashedException;
import io.ray4j.testing.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RetriesTest {
  private static final TaskOptions ONCE = TaskOptions.builder().maxRetries(0).build();
  private static final TaskOptions TWICE = TaskOptions.builder().maxRetries(1).build();

  @TempDir private Path folder;

  private static void init(int workers) {
    Ray.init(Backend.config(workers).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private String notes(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> begun(String name) throws IOException {
    return StopTasks.begun(Path.of(notes(name)));
  }

  @Test
  void shouldRunAgainAfterAnExceptionThatTheFunctionNames() throws Exception {
    init(1);
    assertThat(Ray.remote(StopTasks::refuse, notes("refuse"), 2).get()).isEqualTo(3);
  }

  @Test
  void shouldGiveUpWhenTheRetriesAreUsedUp() throws Exception {
    init(1);
    ObjectRef<Integer> ref =
        Ray.function(StopTasks::refuse).options(TWICE).remote(notes("refuse"), 9);
    assertThatThrownBy(ref::get)
        .isInstanceOf(RayTaskException.class)
        .hasCauseInstanceOf(StopTasks.Refused.class)
        .hasStackTraceContaining("refused for the 2. time");
    assertThat(begun("refuse")).hasSize(2);
  }

  @Test
  void shouldNotRunAgainAfterAnotherException() throws Exception {
    init(1);
    TaskOptions onOther =
        TaskOptions.builder().retryOn(IllegalStateException.class, Error.class).build();
    ObjectRef<Integer> ref =
        Ray.function(StopTasks::refuse).options(onOther).remote(notes("refuse"), 9);
    assertThatThrownBy(ref::get).hasCauseInstanceOf(StopTasks.Refused.class);
    assertThat(begun("refuse")).hasSize(1);
  }

  @Test
  void shouldShowHowOftenATaskWasBegun() throws Exception {
    init(2);
    ObjectRef<Integer> ref = Ray.remote(StopTasks::awaitRef, notes("ref"), List.of(gate()));
    await().until(() -> attempts("StopTasks.awaitRef") == 1);
    Ray.function(Tasks::exit).options(ONCE).remote(1);
    await().until(() -> attempts("StopTasks.awaitRef") == 2);
    Files.createFile(Path.of(notes("gate")));
    assertThat(ref.get()).isEqualTo(3);
  }

  private ObjectRef<Integer> gate() {
    return Ray.remote(Tasks::addBehindAGate, notes("gate"));
  }

  private static int attempts(String function) {
    return Ray.state().tasks().stream()
        .filter(task -> task.function().equals(function))
        .mapToInt(RayState.Task::attempts)
        .findFirst()
        .orElse(0);
  }

  /** It waits in a worker that others kill: that is not its fault, but it has bounds as well. */
  @Test
  void shouldRunATaskAgainWhoseWorkerDiedThroughAnotherAtMostThreeTimes() throws Exception {
    init(2);
    ObjectRef<Integer> never = Ray.remote(Tasks::add, gate(), 1);
    ObjectRef<Integer> innocent =
        Ray.function(StopTasks::awaitRef).options(TWICE).remote(notes("innocent"), List.of(never));
    for (int death = 1; death <= 4; death++) {
      int runs = death;
      await().until(() -> begun("innocent").size() == runs);
      ObjectRef<Integer> killer = Ray.function(Tasks::exit).options(ONCE).remote(1);
      assertThatThrownBy(killer::get).isInstanceOf(WorkerCrashedException.class);
    }
    assertThatThrownBy(innocent::get)
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("through another task");
    assertThat(begun("innocent")).hasSize(4);
  }

  @Test
  void shouldNotRunATaskAgainThatMayRunOnlyOnceWhoeverKilledItsWorker() throws Exception {
    init(2);
    ObjectRef<Integer> once =
        Ray.function(StopTasks::awaitRef).options(ONCE).remote(notes("once"), List.of(gate()));
    await().until(() -> !begun("once").isEmpty());
    Ray.function(Tasks::exit).options(ONCE).remote(1);
    assertThatThrownBy(once::get).isInstanceOf(WorkerCrashedException.class);
    assertThat(begun("once")).hasSize(1);
  }

  @Test
  void shouldEndAParentWhoseChildrenKillTheWorkerThatTheyShare() throws Exception {
    init(1);
    ObjectRef<Integer> parent = Ray.remote(StopTasks::parentOfKiller, notes("parent"));
    assertThatThrownBy(parent::get).isInstanceOf(RuntimeException.class);
    assertThat(begun("parent").size()).isBetween(1, 4);
  }

  @Test
  void shouldStopWhatADeadParentHasLeftBehind() throws Exception {
    init(2);
    ObjectRef<Integer> parent = Ray.remote(StopTasks::dieAsParentOf, notes("child"));
    assertThatThrownBy(parent::get).isInstanceOf(WorkerCrashedException.class);
    long pid = Long.parseLong(begun("child").get(0));
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(Ray.state().tasks()).isEmpty();
  }
}
