package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.Remote;

/** Refs as arguments: a chain and a diamond, without one get in between. Holds no state. */
public final class Dependencies {
  private Dependencies() {}

  @Remote
  static int increment(int x) {
    return x + 1;
  }

  @Remote
  static int twice(int x) {
    return 2 * x;
  }

  @Remote
  static int add(int x, int y) {
    return x + y;
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    try (RaySession session = Ray.init()) {
      ObjectRef<Integer> chain = Ray.put(0);
      for (int i = 0; i < 10; i++) {
        chain = Ray.remote(Dependencies::increment, chain);
      }
      System.out.println("chain = " + Ray.get(chain));

      ObjectRef<Integer> top = Ray.remote(Dependencies::increment, 4);
      ObjectRef<Integer> left = Ray.remote(Dependencies::increment, top);
      ObjectRef<Integer> right = Ray.remote(Dependencies::twice, top);
      ObjectRef<Integer> bottom = Ray.remote(Dependencies::add, left, right);
      System.out.println("diamond = " + Ray.get(bottom));
    }
  }
}
