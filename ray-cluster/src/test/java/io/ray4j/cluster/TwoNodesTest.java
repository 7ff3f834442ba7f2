package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.TaskOptions;
import io.ray4j.cluster.NodeTasks.Run;
import io.ray4j.cluster.testing.RedisTables;
import io.ray4j.cluster.testing.TestCluster;
import io.ray4j.cluster.testing.TestNode;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program gets from a second node: more work at once, its resources, and its loss. */
@Timeout(120)
class TwoNodesTest {
  private static final int LENGTH = 100_000; // 800 KB, far above what travels with the reply

  @TempDir private Path folder;
  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = TestCluster.start("two-nodes");
    Ray.init(RayConfig.builder().address(cluster.address()).build());
  }

  @AfterEach
  void end() {
    Ray.shutdown();
    if (cluster != null) {
      cluster.close();
    }
  }

  private static TaskOptions on(TestNode node) {
    return TaskOptions.builder().resource(node.name(), 1).build();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** As many as both nodes can run at once, which end only when all have begun. */
  private List<ObjectRef<Integer>> fillBothNodes() {
    List<ObjectRef<Integer>> squares = new ArrayList<>();
    for (int number = 0; number < 2 * TestCluster.CPUS_PER_NODE; number++) {
      String notes = file("notes").toString();
      squares.add(Ray.remote(NodeTasks::squareBehindAGate, notes, file("gate").toString(), number));
    }
    eventually(() -> assertThat(NodeTasks.begun(file("notes"))).hasSize(squares.size()));
    return squares;
  }

  @Test
  void shouldSpreadWorkOverBothNodes() throws Exception {
    List<ObjectRef<Integer>> squares = fillBothNodes();
    Files.createFile(file("gate"));
    assertThat(Ray.get(squares)).containsExactly(0, 1, 4, 9);
    assertThat(NodeTasks.begun(file("notes")))
        .extracting(Run::ip)
        .containsOnly(cluster.node1().ip(), cluster.node2().ip());
  }

  @Test
  void shouldRunATaskWhereItsResourceIs() {
    for (TestNode node : List.of(cluster.node1(), cluster.node2())) {
      assertThat(Ray.function(NodeTasks::ip).options(on(node)).remote().get()).isEqualTo(node.ip());
    }
  }

  @Test
  void shouldHoldAnObjectOnBothNodesOnceBothHaveReadIt() throws Exception {
    TestNode node1 = cluster.node1();
    TestNode node2 = cluster.node2();
    try (RedisTables redis = cluster.tables()) {
      ObjectRef<double[]> made =
          Ray.function(NodeTasks::filled).options(on(node2)).remote(LENGTH, 2.0);
      assertThat(Ray.function(NodeTasks::sum).options(on(node2)).remote(made).get())
          .isEqualTo(2.0 * LENGTH);
      Map<String, String> nodes = redis.nodes();
      assertThat(nodes.values()).containsExactlyInAnyOrder(node1.ip(), node2.ip());
      String id = theLargeObject(redis, Set.of(node2.ip()));

      assertThat(Ray.function(NodeTasks::sum).options(on(node1)).remote(made).get())
          .isEqualTo(2.0 * LENGTH);

      eventually(
          () ->
              assertThat(redis.locations(id))
                  .extracting(nodes::get)
                  .containsExactlyInAnyOrder(node1.ip(), node2.ip()));
      assertThat(made.get()).hasSize(LENGTH).containsOnly(2.0);
      // the driver's; of those that a task submits, Ray 1.0.1 keeps the ids in their objects' ids
      assertThat(redis.tasks().values()).containsExactly(node1.ip());
    }
  }

  @Test
  void shouldShowATaskAnArrayWhereItLies() {
    ObjectRef<double[]> put = Ray.put(NodeTasks.filled(LENGTH, 1.0));
    for (TestNode node : List.of(cluster.node1(), cluster.node2())) {
      assertThat(
              Ray.function(NodeTasks::isInPlace)
                  .options(on(node))
                  .remote(put.as(DoubleBuffer.class))
                  .get())
          .as(node.name())
          .isTrue();
    }
  }

  /** The object that lies on these nodes alone. */
  private static String theLargeObject(RedisTables redis, Set<String> ips) throws Exception {
    Map<String, String> nodes = redis.nodes();
    List<String> found = new ArrayList<>();
    eventually(
        () -> {
          found.clear();
          for (String id : redis.objects()) {
            Set<String> on = new HashSet<>();
            redis.locations(id).forEach(node -> on.add(nodes.get(node)));
            if (on.equals(ips)) {
              found.add(id);
            }
          }
          assertThat(found).hasSize(1);
        });
    return found.get(0);
  }

  @Test
  void shouldRunTheTasksOfADeadNodeAgainOnTheOther() throws Exception {
    TestNode node2 = cluster.node2();
    List<ObjectRef<Integer>> squares = fillBothNodes();
    List<Run> lost =
        NodeTasks.begun(file("notes")).stream().filter(run -> run.ip().equals(node2.ip())).toList();
    assertThat(lost).isNotEmpty().allMatch(run -> node2.hasWorker(run.pid()));

    node2.kill();

    assertThat(lost).noneMatch(run -> node2.hasWorker(run.pid()));
    Files.createFile(file("gate"));
    assertThat(Ray.get(squares, Duration.ofSeconds(60))).containsExactly(0, 1, 4, 9);
    List<Run> all = NodeTasks.begun(file("notes"));
    List<Run> again = all.subList(squares.size(), all.size());
    assertThat(again).hasSize(lost.size()).extracting(Run::ip).containsOnly(cluster.node1().ip());
  }
}
