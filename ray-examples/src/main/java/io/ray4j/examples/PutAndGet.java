package io.ray4j.examples;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySession;
import java.util.ArrayList;
import java.util.List;

/** Puts values into the object store and gets them back. Holds no state. */
public final class PutAndGet {
  private PutAndGet() {}

  /**
   * Runs the example.
   *
   * @param args not used
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) {
    try (RaySession session = Ray.init()) {
      ObjectRef<String> greeting = Ray.put("hello");
      System.out.println("get(put(hello)) = " + Ray.get(greeting));

      int[] numbers = {1, 2, 3};
      ObjectRef<int[]> stored = Ray.put(numbers);
      numbers[0] = 100; // too late: put has copied the array
      System.out.println("first number stored = " + Ray.get(stored)[0]);

      List<ObjectRef<Integer>> refs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        refs.add(Ray.put(i));
      }
      System.out.println("in order = " + Ray.get(refs));
    }
  }
}
