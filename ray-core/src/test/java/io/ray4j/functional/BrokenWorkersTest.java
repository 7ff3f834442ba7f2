package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.TaskOptions;
import io.ray4j.WorkerCrashedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that cannot start: one exception with their own words. */
@Timeout(120)
class BrokenWorkersTest {
  @TempDir Path folder;

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private static void initAndExpect(RayConfig config, String words) {
    Ray.init(config);
    assertThatThrownBy(() -> Ray.remote(Tasks::add, 1, 2).get())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("Workers do not start")
        .hasMessageContaining(words);
    // and so does every later one, without another try
    assertThatThrownBy(() -> Ray.remote(Tasks::add, 3, 4).get()).hasMessageContaining(words);
    assertThat(Ray.state().workers()).isEmpty();
  }

  @Test
  void shouldTellThatTheMachineHasNotThatMuchMemory() {
    initAndExpect(
        RayConfig.builder().workers(2).workerJvmOptions("-Xms90000g", "-Xmx90000g").build(),
        "object heap");
  }

  @Test
  void shouldTellThatTheHeapIsTooLarge() {
    initAndExpect(RayConfig.builder().workers(1).workerHeap(1L << 60).build(), "object heap");
  }

  @Test
  void shouldTellThatTheClassPathLacksTheWorker() {
    initAndExpect(
        RayConfig.builder().workers(1).classPath(folder).build(),
        "Could not find or load main class");
  }

  /** It has a main class, and fails before it counts as one that has started. */
  @Test
  void shouldTellThatTheClassPathLacksWhatTheWorkerNeeds() {
    Path[] withoutLogging =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("slf4j"))
            .map(Path::of)
            .toArray(Path[]::new);
    initAndExpect(
        RayConfig.builder().workers(1).classPath(withoutLogging).build(), "org/slf4j/Logger");
  }

  private void initWithOptionsThatCanBeTakenAway() throws IOException {
    Path options = Files.createFile(folder.resolve("options"));
    Ray.init(
        RayConfig.builder().workers(1).workerJvmOptions("-XX:VMOptionsFile=" + options).build());
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    Files.delete(options);
  }

  @Test
  void shouldFailWhatWaitsWhenADeadWorkerCannotBeReplaced() throws IOException {
    initWithOptionsThatCanBeTakenAway();
    ObjectRef<Integer> dead =
        Ray.function(Tasks::exit).options(TaskOptions.builder().maxRetries(0).build()).remote(1);
    ObjectRef<Integer> next = Ray.remote(Tasks::add, 1, 2);
    assertThatThrownBy(dead::get).hasMessageContaining("exitCode=1, running");
    assertThatThrownBy(next::get)
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("Workers do not start")
        .hasMessageContaining("VMOptionsFile");
  }

  @Test
  void shouldFailRatherThanWaitForAWorkerThatWouldRunNestedTasks() throws IOException {
    initWithOptionsThatCanBeTakenAway();
    assertThat(Ray.remote(CrashTasks::nest, 300).get()).contains("Workers do not start");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    // and what waits while the last worker is replaced does not fail for what was then
    Files.createFile(folder.resolve("options"));
    Ray.function(Tasks::exit).options(TaskOptions.builder().maxRetries(0).build()).remote(1);
    assertThat(Ray.remote(Tasks::add, 3, 4).get()).isEqualTo(7);
    await().until(() -> Ray.state().workers().size() == 2); // the one that was missing came too
  }
}
