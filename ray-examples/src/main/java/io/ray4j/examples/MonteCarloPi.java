package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.Remote;
import io.ray4j.WaitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Estimates pi from random points, and reports as results come in. Holds no state. */
public final class MonteCarloPi {
  private static final int BATCHES = 20;
  private static final int POINTS = 2_000_000;

  private MonteCarloPi() {}

  @Remote
  static long countInside(int seed, int points) {
    SplittableRandom random = new SplittableRandom(seed);
    long inside = 0;
    for (int i = 0; i < points; i++) {
      double x = random.nextDouble();
      double y = random.nextDouble();
      if (x * x + y * y < 1) {
        inside++;
      }
    }
    return inside;
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    try (RaySession session = Ray.init()) {
      List<ObjectRef<Long>> pending = new ArrayList<>();
      for (int seed = 0; seed < BATCHES; seed++) {
        pending.add(Ray.remote(MonteCarloPi::countInside, seed, POINTS));
      }
      long inside = 0;
      long points = 0;
      while (!pending.isEmpty()) {
        WaitResult<ObjectRef<Long>> result = Ray.wait(pending, 1, Duration.ofMinutes(1));
        for (ObjectRef<Long> batch : result.ready()) {
          inside += Ray.get(batch);
          points += POINTS;
        }
        pending = result.pending();
        System.out.println(
            "batches = "
                + (BATCHES - pending.size())
                + " of "
                + BATCHES
                + estimate(inside, points));
      }
      System.out.println("done" + estimate(inside, points));
    }
  }

  private static String estimate(long inside, long points) {
    return points == 0 ? "" : String.format(Locale.ROOT, ", pi = %.3f", 4.0 * inside / points);
  }
}
