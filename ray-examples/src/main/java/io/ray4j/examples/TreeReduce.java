package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.Remote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes a hundred arrays and adds them up in pairs, as a tree. The arrays go from worker to worker
 * through shared memory: the driver sees the sum alone. Holds no state.
 */
public final class TreeReduce {
  private static final int ARRAYS = 100;
  private static final int LENGTH = 1000;

  private TreeReduce() {}

  /** An array, and the process that made it: two objects, so that each is passed on alone. */
  @SuppressWarnings("ArrayRecordComponent") // arrays travel without a copy per element
  record Made(double[] values, long pid) {}

  @Remote(numReturns = 2)
  static Made generateData(int seed) {
    double[] values = new Random(seed).doubles(LENGTH).toArray();
    return new Made(values, ProcessHandle.current().pid());
  }

  @Remote(numReturns = 2)
  static Made aggregateData(double[] x, double[] y) {
    double[] sum = new double[x.length];
    Arrays.setAll(sum, i -> x[i] + y[i]);
    return new Made(sum, ProcessHandle.current().pid());
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    try (RaySession session = Ray.init()) {
      long startNs = System.nanoTime();
      ArrayDeque<ObjectRef<double[]>> queue = new ArrayDeque<>();
      List<ObjectRef<Long>> pids = new ArrayList<>();
      for (int seed = 0; seed < ARRAYS; seed++) {
        ObjectRef<Made> data = Ray.remote(TreeReduce::generateData, seed);
        queue.add(data.component(Made::values));
        pids.add(data.component(Made::pid));
      }
      while (queue.size() > 1) {
        ObjectRef<Made> sum = Ray.remote(TreeReduce::aggregateData, queue.remove(), queue.remove());
        queue.add(sum.component(Made::values));
        pids.add(sum.component(Made::pid));
      }
      double[] total = Ray.get(queue.remove());
      long elapsedMs = (System.nanoTime() - startNs) / 1_000_000;

      Set<Long> workers = new HashSet<>(Ray.get(pids));
      System.out.println("sum = " + Arrays.toString(Arrays.copyOf(total, 5)) + " ...");
      System.out.println("elapsed = " + elapsedMs + " ms, the start of the workers included");
      System.out.println("workers that shared the " + pids.size() + " tasks = " + workers.size());
    }
  }
}
