package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTaskException;
import io.ray4j.WorkerCrashedException;
import io.ray4j.functional.ReplayTasks.Call;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForkedReplayTest extends ReplayTest {
  @Override
  RayConfig.Builder config() {
    return RayConfig.builder().workers(2);
  }

  @Test
  void shouldKeepATaskThatKilledItsWorkersAfterTheLastAttempt() {
    ObjectRef<Call> ref = Ray.remote(ReplayTasks::halt, 3);
    assertThatThrownBy(ref::get).isInstanceOf(WorkerCrashedException.class);
    Path file = keptTask();
    assertThat(file.getFileName().toString())
        .matches("ReplayTasks\\.halt-[0-9a-f]{32}-2\\.raytask");
    ReplayTasks.mend(true);
    assertThat(((Call) Ray.replay(file)).arguments()).containsExactly(3);
  }

  @Test
  void shouldReplayInAWorkerUnlessObjectsMustBePutBack() {
    Path plain = fail(Ray.remote((Integer number) -> ReplayTasks.called(number), 1));
    assertThatThrownBy(Ray.remote(ReplayTasks::replay, plain.toString())::get)
        .hasRootCauseMessage("broken with 1 arguments");
  }

  @Test
  void shouldRefuseToPutBackObjectsFromAWorker() {
    Path withRefs = fail(Ray.remote(ReplayTasks::passOn, List.of(Ray.put("text"))));
    assertThatThrownBy(Ray.remote(ReplayTasks::replay, withRefs.toString())::get)
        .isInstanceOf(RayTaskException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("call Ray.replay there");
  }
}
