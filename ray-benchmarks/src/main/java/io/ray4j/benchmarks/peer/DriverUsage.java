package io.ray4j.benchmarks.peer;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What this JVM has used so far. Immutable.
 *
 * @param allocatedBytes of each thread that lives now, by its id
 * @param cpuNs of the process, collector and compiler included
 */
record DriverUsage(Map<Long, Long> allocatedBytes, long cpuNs) {
  static DriverUsage now() {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      allocated.put(ids[i], Math.max(bytes[i], 0)); // -1: the thread has ended
    }
    long cpuNs =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    return new DriverUsage(allocated, cpuNs);
  }

  /** What was allocated since then, but for threads that have ended meanwhile. */
  long allocatedSince(DriverUsage before) {
    long sum = 0;
    for (Map.Entry<Long, Long> thread : allocatedBytes.entrySet()) {
      sum += thread.getValue() - before.allocatedBytes.getOrDefault(thread.getKey(), 0L);
    }
    return sum;
  }
}
