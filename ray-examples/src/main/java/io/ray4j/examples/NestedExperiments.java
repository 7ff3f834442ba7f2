package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.Remote;
import java.util.ArrayList;
import java.util.List;

/**
 * Remote functions that call remote functions: each experiment runs its own trials. Holds no state.
 */
public final class NestedExperiments {
  private static final int EXPERIMENTS = 4;
  private static final int TRIALS = 5;

  private NestedExperiments() {}

  @Remote
  static double runTrial(int experiment, int trial) {
    return 10 * experiment + trial;
  }

  /** Waits for its trials. While it does, its worker runs other tasks. */
  @Remote
  static double runExperiment(int experiment, int trials) {
    List<ObjectRef<Double>> results = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      results.add(Ray.remote(NestedExperiments::runTrial, experiment, trial));
    }
    return Ray.get(results).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    try (RaySession session = Ray.init()) {
      List<ObjectRef<Double>> means = new ArrayList<>();
      for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
        means.add(Ray.remote(NestedExperiments::runExperiment, experiment, TRIALS));
      }
      System.out.println("means of the experiments = " + Ray.get(means));
    }
  }
}
