package io.ray4j.cluster;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.Remote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What Ray4J costs on a cluster beside Ray's own Java API: the same tasks in both ways, in turn, on
 * one connection. Prints medians of seconds, and their ratio.
 *
 * <p>The address comes as for any program, from {@code -Dray4j.address}.
 */
public final class BridgeCost {
  private static final int ROUNDS = 9;
  private static final int SYNC_TASKS = 300;
  private static final int ASYNC_TASKS = 2_000;
  private static final int BYTES = 50 << 20;

  private BridgeCost() {}

  /** Both ways call it. Public, as Ray demands. */
  @Remote
  public static Integer increment(Integer number) {
    return number + 1;
  }

  /** Both ways call it. Public, as Ray demands. */
  @Remote
  public static Integer length(byte[] bytes) {
    return bytes.length;
  }

  private interface Way {
    void sync();

    void async();

    void largeArgument(byte[] bytes);
  }

  private static final class Ours implements Way {
    @Override
    public void sync() {
      for (int task = 0; task < SYNC_TASKS; task++) {
        check(Ray.remote(BridgeCost::increment, task).get(), task + 1);
      }
    }

    @Override
    public void async() {
      List<ObjectRef<Integer>> refs = new ArrayList<>();
      for (int task = 0; task < ASYNC_TASKS; task++) {
        refs.add(Ray.remote(BridgeCost::increment, task));
      }
      check(Ray.get(refs).size(), ASYNC_TASKS);
    }

    @Override
    public void largeArgument(byte[] bytes) {
      check(Ray.remote(BridgeCost::length, Ray.put(bytes)).get(), BYTES);
    }
  }

  /** As {@code ray-cluster} does it: with one CPU, without which a task never leaves its node. */
  private static final class Raw implements Way {
    private static io.ray.api.ObjectRef<Integer> submit(int number) {
      return io.ray.api.Ray.task(BridgeCost::increment, number).setResource("CPU", 1.0).remote();
    }

    @Override
    public void sync() {
      for (int task = 0; task < SYNC_TASKS; task++) {
        check(submit(task).get(), task + 1);
      }
    }

    @Override
    public void async() {
      List<io.ray.api.ObjectRef<Integer>> refs = new ArrayList<>();
      for (int task = 0; task < ASYNC_TASKS; task++) {
        refs.add(submit(task));
      }
      check(io.ray.api.Ray.get(refs).size(), ASYNC_TASKS);
    }

    @Override
    public void largeArgument(byte[] bytes) {
      io.ray.api.ObjectRef<byte[]> put = io.ray.api.Ray.put(bytes);
      check(
          io.ray.api.Ray.task(BridgeCost::length, put).setResource("CPU", 1.0).remote().get(),
          BYTES);
    }
  }

  private static void check(int actual, int expected) {
    if (actual != expected) {
      throw new IllegalStateException(actual + " instead of " + expected);
    }
  }

  private static double seconds(Runnable measure) {
    System.gc(); // the objects of the round before go
    long startNs = System.nanoTime();
    measure.run();
    return (System.nanoTime() - startNs) / 1e9;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private static void compare(String what, Runnable ours, Runnable raw) {
    List<Double> ourSeconds = new ArrayList<>();
    List<Double> rawSeconds = new ArrayList<>();
    for (int round = -2; round < ROUNDS; round++) { // the first two warm up
      double ourTime = seconds(ours);
      double rawTime = seconds(raw);
      if (round >= 0) {
        ourSeconds.add(ourTime);
        rawSeconds.add(rawTime);
      }
    }
    double our = median(ourSeconds);
    double their = median(rawSeconds);
    System.out.printf(
        Locale.ROOT,
        "%-28s Ray4J %7.3f s   Ray %7.3f s   ratio %.2f (best of each: %.2f)%n",
        what,
        our,
        their,
        our / their,
        ourSeconds.get(0) / rawSeconds.get(0));
  }

  /**
   * Measures.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    Way ours = new Ours();
    Way raw = new Raw();
    byte[] bytes = new byte[BYTES];
    try (RaySession session = Ray.init()) {
      compare(SYNC_TASKS + " tasks, one by one", ours::sync, raw::sync);
      compare(ASYNC_TASKS + " tasks at once", ours::async, raw::async);
      compare(
          "an argument of 50 MB", () -> ours.largeArgument(bytes), () -> raw.largeArgument(bytes));
    }
  }
}
