package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTaskException;
import io.ray4j.TaskOptions;
import io.ray4j.cluster.testing.RunningRay;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is seen only where several processes know of an object. */
@Timeout(120)
class ClusterSessionTest {
  private static RunningRay cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = RunningRay.start("sessions");
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void endTheSession() {
    Ray.shutdown();
  }

  private static void init() {
    Ray.init(RayConfig.builder().address(cluster.address()).build());
  }

  private static ObjectRef<Integer> refuse(int maxRetries) {
    TaskOptions options = TaskOptions.builder().maxRetries(maxRetries).build();
    return Ray.function(ReaderTasks::refuseOdd).options(options).remote(3);
  }

  private static String failureInAWorker(ObjectRef<Integer> ref) {
    return Ray.remote(ReaderTasks::failureOf, List.of(ref)).get();
  }

  @Test
  void shouldTellOtherProcessesWhyAnInputFailed() {
    init();
    ObjectRef<Integer> sum = Ray.remote(NodeTasks::add, refuse(0), 1);

    assertThat(failureInAWorker(sum)).isEqualTo("java.io.IOException: refused");
  }

  @Test
  void shouldTellThemOnceNoRunIsLeft() {
    init();
    ObjectRef<Integer> sum = Ray.remote(NodeTasks::add, refuse(1), 1);
    assertThatThrownBy(sum::get).isInstanceOf(RayTaskException.class);

    assertThat(failureInAWorker(sum)).isEqualTo("java.io.IOException: refused");
  }

  @Test
  void shouldReadRefsOnTheCommonPoolOfAWorker() {
    init();
    ObjectRef<List<ObjectRef<Integer>>> outer = Ray.put(List.of(Ray.put(7)));

    assertThat(Ray.remote(ReaderTasks::readOnTheCommonPool, List.of(outer)).get()).isEqualTo(7);
  }

  @Test
  void shouldReportThatThereIsNoCluster() {
    assumeTrue(RunningRay.version().isEmpty(), "Ray 2 waits for a minute");
    RayConfig config = RayConfig.builder().address("127.0.0.1:1").build();

    assertThatThrownBy(() -> Ray.init(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot connect to the cluster at address=127.0.0.1:1");
    assertThat(io.ray.api.Ray.isInitialized()).isFalse();
  }
}
