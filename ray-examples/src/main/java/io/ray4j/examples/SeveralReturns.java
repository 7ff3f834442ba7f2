package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.Remote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One task, several objects: a record's components, and a list's elements. Holds no state. */
public final class SeveralReturns {
  private SeveralReturns() {}

  /** The numbers below the pivot, the others, and the pivot. */
  @SuppressWarnings("ArrayRecordComponent") // arrays travel without a copy per element
  record Parts(int[] low, int[] high, int pivot) {}

  @Remote(numReturns = 3)
  static Parts partition(int[] values) {
    int pivot = values[0];
    return new Parts(
        Arrays.stream(values).filter(x -> x < pivot).toArray(),
        Arrays.stream(values).filter(x -> x >= pivot).toArray(),
        pivot);
  }

  @Remote
  static int sum(int[] values) {
    return Arrays.stream(values).sum();
  }

  @Remote
  static List<int[]> shard(int[] values, int count) {
    List<int[]> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shards.add(
          Arrays.copyOfRange(values, i * values.length / count, (i + 1) * values.length / count));
    }
    return shards;
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    try (RaySession session = Ray.init()) {
      ObjectRef<int[]> values = Ray.put(new int[] {5, 3, 8, 1, 9, 2});

      ObjectRef<Parts> parts = Ray.remote(SeveralReturns::partition, values);
      ObjectRef<Integer> low = Ray.remote(SeveralReturns::sum, parts.component(Parts::low));
      ObjectRef<Integer> high = Ray.remote(SeveralReturns::sum, parts.component(Parts::high));
      int pivot = Ray.get(parts.component(Parts::pivot));
      System.out.println(
          "pivot = " + pivot + ", below = " + Ray.get(low) + ", others = " + Ray.get(high));

      List<ObjectRef<Integer>> sums = new ArrayList<>();
      for (ObjectRef<int[]> shard : Ray.elements(Ray.remote(SeveralReturns::shard, values, 3), 3)) {
        sums.add(Ray.remote(SeveralReturns::sum, shard));
      }
      System.out.println("sums of the shards = " + Ray.get(sums));
    }
  }
}
