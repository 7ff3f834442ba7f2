package io.ray4j.scheduler.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Fills its heap, prints what {@link HeapWatch} says of it. Forked by {@link HeapProbeTest}. */
final class FullHeap {
  /** What fills it. */
  static final String NODE = Node.class.getName();

  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private FullHeap() {}

  /** The next one, and room for others. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Node(@Nullable Node[] next) {
    private static final int ROOM = 1_000;

    static Node of(@Nullable Node next) {
      @Nullable Node[] room =
          new Node[ROOM]; // large, for a collector takes long with millions of objects
      room[0] = next;
      return new Node(room);
    }
  }

  /** Goes on only when the JVM has told that there is little left. */
  private static int fillSlowly(HeapWatch watch) {
    Node last = fillTo(0.7, Node.of(null));
    while (!watch.isSetUp()) {
      collect();
    }
    last = fillTo(0.95, last);
    while (!watch.hasHistogram()) {
      collect();
    }
    return fill(last);
  }

  /** Collects, and leaves time for what comes of it. */
  private static void collect() {
    System.gc();
    LockSupport.parkNanos(POLL_NS);
  }

  private static Node fillTo(double share, Node first) {
    Node last = first;
    Runtime runtime = Runtime.getRuntime();
    while (runtime.totalMemory() - runtime.freeMemory() < runtime.maxMemory() * share) {
      last = Node.of(last);
    }
    return last;
  }

  private static int fill(Node first) {
    Node last = first;
    for (int count = 0; count < Integer.MAX_VALUE; count++) {
      last = Node.of(last);
    }
    return last.next.length;
  }

  /**
   * Runs.
   *
   * @param args {@code slowly} if the JVM is to have the time to tell, else {@code fast}; {@code
   *     half} if the watch is to be set up when the heap is half full, else {@code now}
   */
  public static void main(String[] args) {
    HeapWatch watch = new HeapWatch();
    if (args[1].equals("half")) {
      watch.prepare(0);
    } else {
      watch.setUp();
    }
    long startNs = System.nanoTime();
    try {
      System.out.println(args[0].equals("slowly") ? fillSlowly(watch) : fill(Node.of(null)));
    } catch (OutOfMemoryError e) {
      System.out.println(watch.report(e, startNs));
    }
  }
}
