package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.util.ArrayList;
import java.util.List;

/** Queues a million tasks, and ends without a shutdown. Run by {@link DriverProcessTest}. */
final class MillionTasks {
  private MillionTasks() {}

  public static void main(String[] args) {
    Ray.init(RayConfig.builder().workers(2).build());
    List<ObjectRef<Integer>> refs = new ArrayList<>();
    for (int index = 0; index < 1_000_000; index++) {
      refs.add(Ray.remote(Tasks::add, 1, 0));
    }
    long sum = Ray.get(refs).stream().mapToLong(Integer::longValue).sum();
    System.out.println("sum=" + sum);
    System.out.println("session=" + Ray.state().sessionName());
    Ray.state().workers().forEach(worker -> System.out.println("pid=" + worker.pid()));
  }
}
