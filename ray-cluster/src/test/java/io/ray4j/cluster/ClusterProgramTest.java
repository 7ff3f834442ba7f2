package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import io.ray4j.cluster.testing.RunningRay;
import io.ray4j.examples.Dependencies;
import io.ray4j.examples.MonteCarloPi;
import io.ray4j.examples.NestedExperiments;
import io.ray4j.examples.PutAndGet;
import io.ray4j.examples.RemoteFunctions;
import io.ray4j.examples.SeveralReturns;
import io.ray4j.examples.TreeReduce;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs of the tutorial, not a line changed, by {@code -Dray4j.address} alone. */
@Timeout(120)
class ClusterProgramTest {
  private static final String ADDRESS = "ray4j.address";

  private static RunningRay cluster;
  private final PrintStream original = System.out;

  @BeforeAll
  static void start() throws Exception {
    cluster = RunningRay.start("programs");
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void endTheSession() {
    System.clearProperty(ADDRESS);
    System.setOut(original);
    Ray.shutdown();
  }

  private List<String> linesOf(Consumer<String[]> program) {
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      program.accept(new String[0]);
    } finally {
      System.setOut(original);
    }
    return captured.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private List<String> linesOnTheClusterOf(Consumer<String[]> program) {
    System.setProperty(ADDRESS, cluster.address());
    return linesOf(program);
  }

  @Test
  void shouldAddUpTheSameTreeAsOnThisMachine() {
    List<String> sums =
        linesOf(TreeReduce::main).stream().filter(line -> line.startsWith("sum = [")).toList();

    assertThat(sums).hasSize(1);
    assertThat(linesOnTheClusterOf(TreeReduce::main))
        .containsAll(sums)
        .anyMatch(line -> line.matches("workers that shared the 199 tasks = [1-9]\\d*"));
  }

  @Test
  void shouldGetBackWhatWasPut() {
    assertThat(linesOnTheClusterOf(PutAndGet::main))
        .contains("get(put(hello)) = hello", "in order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
  }

  @Test
  void shouldRunRemoteFunctions() {
    assertThat(linesOnTheClusterOf(RemoteFunctions::main))
        .contains("squares = [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]");
  }

  @Test
  void shouldRunTasksAfterTheirArguments() {
    assertThat(linesOnTheClusterOf(Dependencies::main)).contains("chain = 10", "diamond = 16");
  }

  @Test
  void shouldPassOnComponentsAndElementsAlone() {
    assertThat(linesOnTheClusterOf(SeveralReturns::main))
        .contains("pivot = 5, below = 6, others = 22", "sums of the shards = [8, 9, 11]");
  }

  @Test
  void shouldRunTasksThatSubmitTasks() {
    assertThat(linesOnTheClusterOf(NestedExperiments::main))
        .contains("means of the experiments = [2.0, 12.0, 22.0, 32.0]");
  }

  @Test
  void shouldReportProgressUntilAllBatchesAreDone() {
    assertThat(linesOnTheClusterOf(MonteCarloPi::main))
        .anyMatch(line -> line.matches("done, pi = 3\\.14\\d"));
  }
}
