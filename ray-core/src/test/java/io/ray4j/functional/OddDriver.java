package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A session on a system that may lack something: says {@code worked} or {@code failed} and why. Run
 * by {@link OddSystemsTest}.
 */
final class OddDriver {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private OddDriver() {}

  /**
   * Runs.
   *
   * @param args the folder for the session, if any
   */
  public static void main(String[] args) {
    String step = "init";
    try {
      RayConfig.Builder config = RayConfig.builder().workers(1).objectStoreMemory(64L << 20);
      if (args.length > 0) {
        config.sessionDirectory(Path.of(args[0]));
      }
      Ray.init(config.build());
      step = "put";
      ObjectRef<long[]> ref = Ray.put(StoreTasks.filled(100_000, 3));
      step = "task";
      long sum = Ray.remote(StoreTasks::sum, ref).get(PATIENCE);
      System.out.println("session=" + Ray.state().sessionDirectory());
      step = "shutdown";
      Ray.shutdown();
      System.out.println("worked=" + sum);
    } catch (RuntimeException | Error e) {
      System.out.println("failed=" + step + " " + e);
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        System.out.println("cause=" + cause);
      }
      Ray.shutdown();
    }
  }
}
