package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.TaskOptions;
import io.ray4j.WorkerCrashedException;
import io.ray4j.testing.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerDeathTest {
  private static final TaskOptions ONCE = TaskOptions.builder().maxRetries(0).build();

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldFailTheTaskThatKilledItsWorkerAndReplaceTheWorker() {
    Ray.init(Backend.config(1).build());
    long before = Ray.remote(Tasks::pid).get();
    ObjectRef<Integer> dead = Ray.function(Tasks::exit).options(ONCE).remote(3);
    assertThatThrownBy(dead::get)
        .isInstanceOfSatisfying(
            WorkerCrashedException.class, e -> assertThat(e.exitCode()).hasValue(3))
        .hasMessageContaining("Tasks.exit")
        .hasMessageContaining("pid=" + before);
    assertThat(Ray.remote(Tasks::pid).get()).isNotEqualTo(before);
  }

  @Test
  void shouldRunElsewhereWhatWasOnlyLeasedToADeadWorker() {
    Ray.init(Backend.config(2).build());
    Ray.remote(Tasks::add, 0, 0).get();
    List<ObjectRef<Integer>> sums = new ArrayList<>();
    for (int index = 0; index < 2_000; index++) {
      if (index == 1_000) {
        Ray.function(Tasks::exit).options(ONCE).remote(1);
      }
      sums.add(Ray.remote(Tasks::add, index, 0));
    }
    assertThat(Ray.get(sums)).hasSize(2_000);
  }

  @Test
  void shouldSayWhyWorkersDoNotStart() {
    Ray.init(Backend.config(1).workerJvmOptions("-XX:NoSuchOptionAtAll").build());
    assertThatThrownBy(() -> Ray.remote(Tasks::pid).get())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("NoSuchOptionAtAll");
  }
}
