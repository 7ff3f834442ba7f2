package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InProcessTest extends RemoteFunctionsTest {
  @BeforeEach
  void init() {
    Ray.init(RayConfig.builder().address("in-process").workers(2).build());
  }

  @Test
  void shouldRunTasksInThisProcess() {
    assertThat(Ray.remote(Tasks::pid).get()).isEqualTo(ProcessHandle.current().pid());
  }
}
