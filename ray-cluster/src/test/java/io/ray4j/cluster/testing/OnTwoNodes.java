package io.ray4j.cluster.testing;

import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * Starts the test cluster, runs a program on it in a JVM of its own, and ends with the program's
 * exit code.
 */
public final class OnTwoNodes {
  private OnTwoNodes() {}

  /**
   * Runs it.
   *
   * @param args the program's main class, and its arguments
   */
  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> program) throws Exception {
    try (TestCluster cluster = TestCluster.start("program")) {
      System.out.println("Ray with two nodes at " + cluster.address());
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.add("-Dray4j.address=" + cluster.address());
      command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
      command.addAll(program);
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (TestAbortedException e) {
      System.err.println("not run: " + e.getMessage());
      return 1;
    }
  }
}
