package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Holds objects while its workers are busy, until it is killed. Run by {@link DeadSessionTest}. */
final class KilledDriver {
  private KilledDriver() {}

  /**
   * Runs.
   *
   * @param args the folder for the session
   */
  public static void main(String[] args) throws IOException {
    Ray.init(RayConfig.builder().workers(2).sessionDirectory(Path.of(args[0])).build());
    List<ObjectRef<long[]>> refs =
        List.of(
            Ray.put(StoreTasks.filled(100_000, 1)),
            Ray.remote(StoreTasks::make, 100_000, 2L),
            Ray.remote(StoreTasks::make, 200_000, 3L));
    Ray.get(refs);
    for (RayState.Worker worker : Ray.state().workers()) {
      System.out.println("pid=" + worker.pid());
    }
    refs.forEach(ref -> System.out.println("object=" + ref.id()));
    System.out.println("session=" + Ray.state().sessionName());
    ObjectRef<Integer> endless =
        Ray.remote(
            () -> {
              while (true) {
                Thread.onSpinWait();
              }
            });
    System.out.println("ready=" + endless.id());
    endless.get();
    Objects.requireNonNull(refs); // reachable until here
  }
}
