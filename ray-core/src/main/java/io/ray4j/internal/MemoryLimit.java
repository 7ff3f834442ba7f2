package io.ray4j.internal;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How much memory this process and its workers may take together. Immutable.
 *
 * <p>Read from the files of Linux: workers are not forked before it is known, and the JDK's bean,
 * which says the same, takes much longer to load.
 *
 * @param bytes the machine's memory, or the least that a control group of this process allows
 * @param source who says so, for a message
 */
record MemoryLimit(long bytes, String source) {
  private static final String THE_MACHINE = "the machine's memory";
  private static final String MACHINE_KEY = "MemTotal:";
  private static final Path GROUPS = Path.of("sys/fs/cgroup");

  static MemoryLimit ofThisProcess() {
    MemoryLimit limit = read(Path.of("/"));
    if (limit != null) {
      return limit;
    }
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new MemoryLimit(system.getTotalMemorySize(), THE_MACHINE);
  }

  /**
   * Reads it.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @return null if there is no such system
   */
  static @Nullable MemoryLimit read(Path root) {
    try {
      MemoryLimit limit = machine(root);
      if (limit == null) {
        return null;
      }
      for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
        String[] parts = line.split(":", 3); // 4:memory:/path, or 0::/path in version 2
        if (parts.length < 3) {
          continue;
        }
        if (parts[1].isEmpty()) {
          limit = limit.least(root.resolve(GROUPS), parts[2], "memory.max");
        } else if (("," + parts[1] + ",").contains(",memory,")) {
          Path groups = root.resolve(GROUPS).resolve("memory");
          limit = limit.least(groups, parts[2], "memory.limit_in_bytes");
        }
      }
      return limit;
    } catch (IOException e) {
      return machine(root); // no control groups
    }
  }

  private static @Nullable MemoryLimit machine(Path root) {
    try {
      for (String line : Files.readAllLines(root.resolve("proc/meminfo"))) {
        if (line.startsWith(MACHINE_KEY)) { // MemTotal:       24683656 kB
          String kilobytes = line.substring(MACHINE_KEY.length()).replace("kB", "").strip();
          return new MemoryLimit(Long.parseLong(kilobytes) << 10, THE_MACHINE);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return null; // no Linux
    }
    return null;
  }

  /** This one, or that of a group or of one that it lies in. */
  private MemoryLimit least(Path groups, String path, String name) {
    MemoryLimit least = this;
    // in a container the path may be that of the machine, of which only the top is to be seen
    Path group = groups.resolve(path.substring(1)).normalize();
    while (group != null && group.startsWith(groups)) {
      Path file = group.resolve(name);
      long bytes = Files.exists(file) ? bytesIn(file) : Long.MAX_VALUE;
      if (bytes < least.bytes) {
        least = new MemoryLimit(bytes, file.toString());
      }
      group = group.getParent();
    }
    return least;
  }

  private static long bytesIn(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // "max", or not to be read
    }
  }
}
