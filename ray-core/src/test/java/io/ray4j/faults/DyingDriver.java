package io.ray4j.faults;

import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has its workers do what does not end, and then dies. Run by {@link DriverDeathTest}. */
final class DyingDriver {
  private static final String NO_OPTION = "-XX:-ExitOnOutOfMemoryError";

  /** How a driver dies. */
  enum Death {
    /** By somebody else's hand. */
    KILLED(NO_OPTION, 137),
    HALTED(NO_OPTION, 7),
    EXITED_WITHOUT_MEMORY("-XX:+ExitOnOutOfMemoryError", 3),
    /** Without a core, since it is told not to dump one. */
    CRASHED_WITHOUT_MEMORY("-XX:+CrashOnOutOfMemoryError", 1);

    final int exitCode;
    final String option;

    Death(String option, int exitCode) {
      this.option = option;
      this.exitCode = exitCode;
    }
  }

  /** The file that says that it is time to die. */
  static final String DIE = "die";

  private DyingDriver() {}

  /**
   * Runs.
   *
   * @param args the folder for the session and for the files that say what is under way; the {@link
   *     Death}; the {@link Activity activities}
   */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    List<ObjectRef<Integer>> endless = new ArrayList<>();
    Ray.init(
        RayConfig.builder()
            .workers(Math.max(1, args.length - 2))
            .sessionDirectory(folder)
            .logToDriver(false)
            .build());
    for (int index = 2; index < args.length; index++) {
      endless.add(Ray.remote(Activity::run, Activity.valueOf(args[index]), args[0]));
    }
    await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(folder.resolve(DIE)));
    switch (Death.valueOf(args[1])) {
      case KILLED -> await().forever().until(endless::isEmpty);
      case HALTED -> Runtime.getRuntime().halt(Death.HALTED.exitCode);
      default -> {
        List<long[]> blocks = new ArrayList<>();
        while (blocks.size() < Integer.MAX_VALUE) {
          blocks.add(new long[1 << 16]);
        }
      }
    }
  }
}
