package io.ray4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run took place.
 *
 * @param processors as the JVM sees them
 * @param memoryBytes of the machine
 * @param system the operating system and its architecture
 * @param java the version of the JVM
 */
record Machine(int processors, long memoryBytes, String system, String java) {
  static Machine here() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        system.getName() + " " + system.getArch(),
        Runtime.version().toString());
  }

  Map<String, Object> toJson() {
    return new TreeMap<>(
        Map.of(
            "processors", processors, "memoryBytes", memoryBytes, "system", system, "java", java));
  }

  /** One line for people. */
  String describe() {
    return processors + " processors, " + (memoryBytes >> 30) + " GB, " + system + ", Java " + java;
  }
}
