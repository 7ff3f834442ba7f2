package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RaySession;
import io.ray4j.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ten slow tasks at once: a remote call returns before its task has run. Holds no state. */
public final class RemoteFunctions {
  private static final int TASKS = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private RemoteFunctions() {}

  @Remote
  static int slowSquare(int x) throws InterruptedException {
    Thread.sleep(PAUSE.toMillis());
    return x * x;
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    // four workers whatever the number of processors: a sleeping task needs none
    try (RaySession session = Ray.init(RayConfig.builder().workers(4).build())) {
      long startNs = System.nanoTime();
      List<ObjectRef<Integer>> squares = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        squares.add(Ray.remote(RemoteFunctions::slowSquare, i));
      }
      System.out.println("squares = " + Ray.get(squares));

      Duration elapsed = Duration.ofNanos(System.nanoTime() - startNs);
      Duration serial = PAUSE.multipliedBy(TASKS);
      System.out.println(
          "elapsed = " + elapsed.toMillis() + " ms, one by one = " + serial.toMillis() + " ms");
      System.out.println("less than one by one = " + (elapsed.compareTo(serial) < 0));
    }
  }
}
