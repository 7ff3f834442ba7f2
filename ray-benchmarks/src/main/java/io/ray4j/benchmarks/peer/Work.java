package io.ray4j.benchmarks.peer;

import java.util.Random;

/** What tasks do, the same for all peers. */
final class Work {
  private Work() {}

  static double[] generate(int seed, int length) {
    Random random = new Random(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextDouble();
    }
    return values;
  }

  static double[] add(double[] left, double[] right) {
    double[] sum = new double[left.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = left[i] + right[i];
    }
    return sum;
  }
}
