package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayState;
import io.ray4j.testing.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkedWorkersTest extends RemoteFunctionsTest {
  @BeforeEach
  void init() {
    Ray.init(Backend.config(2).build());
  }

  @Test
  void shouldRunTasksInOtherProcesses() {
    Set<Long> pids = new HashSet<>();
    for (int index = 0; index < 50; index++) {
      pids.add(Ray.remote(Tasks::pid).get());
    }
    assertThat(pids).isNotEmpty().doesNotContain(ProcessHandle.current().pid());
  }

  /** A busy worker is told of more work with its next answer; one whose tasks all wait, at once. */
  @Test
  void shouldSendATaskToAWorkerWhoseOnlyTaskWaits(@TempDir Path folder) throws IOException {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> parent = Ray.remote(Tasks::addBehindAGate, gate.toString());
    await().until(() -> stateOf("Tasks.addBehindAGate").equals("LEASED"));
    ObjectRef<Integer> waiting = Ray.remote(Tasks::total, List.of(parent));
    await().until(() -> stateOf("Tasks.total").equals("BLOCKED"));
    Files.createFile(gate);
    assertThat(waiting.get(Duration.ofSeconds(30))).isEqualTo(3);
  }

  private static String stateOf(String function) {
    return Ray.state().tasks().stream()
        .filter(task -> task.function().equals(function))
        .map(RayState.Task::state)
        .findFirst()
        .orElse("");
  }
}
