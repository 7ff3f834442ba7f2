package io.ray4j.benchmarks.peer;

import java.lang.management.ManagementFactory;

/**
 * What this JVM has used so far. Immutable.
 *
 * @param allocatedBytes by the threads that live now
 * @param cpuNs of the process, collector and compiler included
 */
record DriverUsage(long allocatedBytes, long cpuNs) {
  static DriverUsage now() {
    var threads = ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    long bytes = 0;
    for (long allocated : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      bytes += Math.max(allocated, 0); // -1: the thread has ended
    }
    return new DriverUsage(bytes, system.getProcessCpuTime());
  }
}
