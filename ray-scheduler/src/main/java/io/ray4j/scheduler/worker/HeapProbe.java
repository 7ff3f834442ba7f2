package io.ray4j.scheduler.worker;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationEmitter;
import javax.management.ObjectName;

/**
 * What the JVM's management beans tell of its heap. The only class that uses them, since a JVM may
 * lack them, and loading them takes a while.
 *
 * <p>Thread-safe.
 */
final class HeapProbe implements HeapWatch.Probe {
  /** Which part of the old generation is in use when it counts as full. */
  private static final double FULL = 0.9;

  private static final String[] SIGNATURE = {String[].class.getName()};

  /** Counts what is garbage too: without it the JVM would collect first. */
  private static final Object[] ALL = {new String[] {"-all"}};

  private final MBeanServer server;
  private final ObjectName commands;
  private final long maxHeapBytes;

  private HeapProbe(MBeanServer server, ObjectName commands, long maxHeapBytes) {
    this.server = server;
    this.commands = commands;
    this.maxHeapBytes = maxHeapBytes;
  }

  /**
   * Opens it, and loads all that it needs later, when there may be no memory left.
   *
   * @param onFull is called when a collection has left the old generation nearly full, each time
   */
  static HeapProbe open(Runnable onFull) {
    try {
      return tryOpen(onFull);
    } catch (JMException e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  private static HeapProbe tryOpen(Runnable onFull) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName commands = ObjectName.getInstance("com.sun.management:type=DiagnosticCommand");
    server.invoke(commands, "help", new Object[] {new String[] {"GC.class_histogram"}}, SIGNATURE);
    HeapProbe probe = new HeapProbe(server, commands, maxHeap());
    for (MemoryPoolMXBean pool : oldGenerations()) {
      if (pool.isCollectionUsageThresholdSupported() && pool.getCollectionUsageThreshold() == 0) {
        pool.setCollectionUsageThreshold((long) (FULL * maxBytes(pool)));
      }
    }
    listen(MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED, onFull);
    return probe;
  }

  /**
   * Waits for the old generation to be half full, without a thread: much cheaper than to open it.
   *
   * @param onHalfFull is called then, more than once perhaps, and must not take long
   */
  static void whenHalfFull(Runnable onHalfFull) {
    for (MemoryPoolMXBean pool : oldGenerations()) {
      if (pool.getUsageThreshold() == 0) {
        pool.setUsageThreshold(maxBytes(pool) / 2);
      }
    }
    listen(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED, onHalfFull);
  }

  /** Of the pools of a heap only an old generation, or one for all, has a usage threshold. */
  private static List<MemoryPoolMXBean> oldGenerations() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
        .toList();
  }

  private static long maxBytes(MemoryPoolMXBean pool) {
    long max = pool.getUsage().getMax();
    return max < 0 ? Runtime.getRuntime().maxMemory() : max;
  }

  private static void listen(String type, Runnable action) {
    ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
        .addNotificationListener(
            (notification, unused) -> {
              if (notification.getType().equals(type)) {
                action.run();
              }
            },
            null,
            null);
  }

  /** As set; {@code maxMemory} leaves out what a collector cannot give to objects. */
  private static long maxHeap() {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return Long.parseLong(bean.getVMOption("MaxHeapSize").getValue());
  }

  @Override
  public long maxHeapBytes() {
    return maxHeapBytes;
  }

  @Override
  public String histogram() {
    try {
      return (String) server.invoke(commands, "gcClassHistogram", ALL, SIGNATURE);
    } catch (JMException e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }
}
