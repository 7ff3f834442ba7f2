package io.ray4j.scheduler.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the kernel has ended processes for lack of memory: it counts them, for this process's
 * control group or else for the machine.
 *
 * <p>Thread-safe.
 */
final class OomKills {
  private static final String KEY = "oom_kill ";
  private static final Path VMSTAT = Path.of("/proc/vmstat");

  private final Path counters;
  private long known;

  /**
   * Begins to watch.
   *
   * @param counters a file with a line {@code oom_kill 3}; without one nothing is ever seen
   */
  OomKills(Path counters) {
    this.counters = counters;
    this.known = count();
  }

  /** Those of this process's control group, where it is of the second version. */
  static OomKills ofThisProcess() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        if (line.startsWith("0::/")) {
          Path group = Path.of("/sys/fs/cgroup", line.substring("0::".length()));
          Path events = group.resolve("memory.events");
          return new OomKills(Files.isReadable(events) ? events : VMSTAT);
        }
      }
    } catch (IOException e) {
      // no Linux, or nothing to see
    }
    return new OomKills(VMSTAT);
  }

  /** Where it is seen that the kernel has done so since the last call; empty if it has not. */
  synchronized String seen() {
    long before = known;
    known = count();
    return known > before
        ? "oom_kill in " + counters + " went from " + before + " to " + known
        : "";
  }

  private long count() {
    try {
      for (String line : Files.readAllLines(counters)) {
        if (line.startsWith(KEY)) {
          return Long.parseLong(line.substring(KEY.length()).trim());
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }
}
