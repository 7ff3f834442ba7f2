package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForkedWorkersTest extends RemoteFunctionsTest {
  @BeforeEach
  void init() {
    Ray.init(RayConfig.builder().workers(2).build());
  }

  @Test
  void shouldRunTasksInOtherProcesses() {
    Set<Long> pids = new HashSet<>();
    for (int index = 0; index < 50; index++) {
      pids.add(Ray.remote(Tasks::pid).get());
    }
    assertThat(pids).isNotEmpty().doesNotContain(ProcessHandle.current().pid());
  }
}
