package io.ray4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs each example as a user would, and reads what it prints. */
@Timeout(60)
class ExamplesTest {
  private final PrintStream original = System.out;
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

  @AfterEach
  void endTheSession() {
    System.setOut(original);
    Ray.shutdown();
  }

  @Test
  void shouldGetBackWhatWasPut() {
    assertThat(linesOf(() -> PutAndGet.main(new String[0])))
        .contains(
            "get(put(hello)) = hello",
            "first number stored = 1",
            "in order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
  }

  @Test
  void shouldRunTasksAtTheSameTime() {
    assertThat(linesOf(() -> RemoteFunctions.main(new String[0])))
        .contains("squares = [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]", "less than one by one = true");
  }

  @Test
  void shouldRunTasksAfterTheirArguments() {
    assertThat(linesOf(() -> Dependencies.main(new String[0])))
        .contains("chain = 10", "diamond = 16");
  }

  @Test
  void shouldPassOnComponentsAndElementsAlone() {
    assertThat(linesOf(() -> SeveralReturns.main(new String[0])))
        .contains("pivot = 5, below = 6, others = 22", "sums of the shards = [8, 9, 11]");
  }

  @Test
  void shouldAddUpAllArrays() {
    ArrayDeque<double[]> queue = new ArrayDeque<>();
    for (int seed = 0; seed < 100; seed++) {
      queue.add(TreeReduce.generateData(seed).values());
    }
    while (queue.size() > 1) {
      queue.add(TreeReduce.aggregateData(queue.remove(), queue.remove()).values());
    }
    String expected = Arrays.toString(Arrays.copyOf(queue.remove(), 5));

    assertThat(linesOf(() -> TreeReduce.main(new String[0])))
        .contains("sum = " + expected + " ...")
        .anyMatch(line -> line.matches("elapsed = \\d+ ms, .*"))
        .anyMatch(line -> line.matches("workers that shared the 199 tasks = [1-9]\\d*"));
  }

  @Test
  void shouldRunTasksThatSubmitTasks() {
    assertThat(linesOf(() -> NestedExperiments.main(new String[0])))
        .contains("means of the experiments = [2.0, 12.0, 22.0, 32.0]");
  }

  @Test
  void shouldReportProgressUntilAllBatchesAreDone() {
    assertThat(linesOf(() -> MonteCarloPi.main(new String[0])))
        .anyMatch(line -> line.matches("batches = 20 of 20, pi = 3\\.14\\d"))
        .anyMatch(line -> line.matches("done, pi = 3\\.14\\d"));
  }

  private String[] linesOf(Runnable program) {
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(original);
    }
    return captured.toString(StandardCharsets.UTF_8).split("\\R", -1);
  }
}
