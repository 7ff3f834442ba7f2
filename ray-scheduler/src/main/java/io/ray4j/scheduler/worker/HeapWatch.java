package io.ray4j.scheduler.worker;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what filled this process's heap: counts the objects of each class when a collection has
 * left the old generation nearly full, since later what held them is gone from the stack.
 *
 * <p>Thread-safe. Throws nothing, and needs little memory once it is set up. It has no thread but
 * for the set-up; the JVM's own thread for notifications does the rest. An idle process is not
 * woken.
 */
public final class HeapWatch {
  /** A worker's first second is for its first tasks: the set-up takes 0.1 s of a processor. */
  private static final long DELAY_NS = TimeUnit.SECONDS.toNanos(1);

  /** How old a histogram may be that tells of an error, unless there can be no newer one. */
  private static final long RECENT_NS = TimeUnit.SECONDS.toNanos(5);

  /** How far apart histograms are on average at least, unless one was needed. */
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);

  /** And by how many times what one takes: all threads stand still meanwhile. */
  private static final int INTERVAL_SHARE = 20;

  /** How many may follow each other: news of a full heap may be late, and the next be true. */
  private static final int BURST = 3;

  /** What is filled within moments, so that there is no time to prepare. */
  private static final long SMALL_HEAP_BYTES = 1L << 30;

  private static final String NONE_OFFERED = "this JVM offers none: ";
  private static final String SAMPLE = "1: 1 1 [B\nTotal 1 1\n";
  private static final int RESERVE_BYTES = 512 << 10;
  private static final int MB_SHIFT = 20;

  /** What the JVM tells of its heap. Thread-safe. */
  interface Probe {
    long maxHeapBytes();

    /** A class histogram as the JVM prints it. */
    String histogram();
  }

  private final LongSupplier clock;

  /** Null until it is set up. */
  private volatile @Nullable Probe probe;

  /** Why there is no probe. */
  private volatile String missing = "the worker had only just started";

  @GuardedBy("this")
  private @Nullable ClassHistogram latest;

  @GuardedBy("this")
  private @Nullable String failure;

  /** When those taken so far would be over, had they been as far apart as they are to be. */
  @GuardedBy("this")
  private long dueNs;

  /** Given up when the heap is full: the JVM's text is long. */
  @GuardedBy("this")
  private byte @Nullable [] reserve;

  /** Makes one that is not set up. */
  public HeapWatch() {
    this(System::nanoTime);
  }

  /** As above, with a clock that gives nanoseconds. */
  HeapWatch(LongSupplier clock) {
    this.clock = clock;
    this.dueNs = clock.getAsLong();
  }

  /** One that has no histograms, and why. */
  public static HeapWatch without(String reason) {
    HeapWatch watch = new HeapWatch();
    watch.missing = reason;
    return watch;
  }

  /** Sets it up when it may be needed; returns at once. */
  public void setUpLater() {
    onThread(
        () -> {
          long startNs = System.nanoTime() + DELAY_NS;
          long leftNs;
          while ((leftNs = startNs - System.nanoTime()) > 0) {
            LockSupport.parkNanos(leftNs);
          }
          prepare(SMALL_HEAP_BYTES);
        });
  }

  /** Sets it up, or only sees to it that it is once a heap larger than that is half full. */
  void prepare(long smallHeapBytes) {
    if (Runtime.getRuntime().maxMemory() <= smallHeapBytes) {
      setUp();
      return;
    }
    missing = "the heap was filled too fast to prepare for that";
    AtomicBoolean begun = new AtomicBoolean();
    try {
      HeapProbe.whenHalfFull(
          () -> {
            if (begun.compareAndSet(false, true)) {
              onThread(this::setUp);
            }
          });
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      missing = NONE_OFFERED + e;
    }
  }

  private void onThread(Runnable body) {
    Thread thread = new Thread(body, "ray4j-heap");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      missing = "there was no thread to prepare it";
    }
  }

  /** Sets it up at once: takes a while. */
  public void setUp() {
    try {
      setUp(HeapProbe.open(this::onFull));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      missing = NONE_OFFERED + e; // and the worker goes on
    }
  }

  void setUp(Probe source) {
    ClassHistogram unused = ClassHistogram.read(SAMPLE, 0); // loads what that needs
    synchronized (this) {
      takeReserve();
    }
    probe = source;
  }

  /** A collection has left the old generation nearly full. */
  void onFull() {
    Probe source = probe;
    if (source == null) {
      return;
    }
    synchronized (this) {
      if (clock.getAsLong() - dueNs >= -(BURST - 1) * INTERVAL_NS) {
        take(source);
      }
    }
  }

  boolean isSetUp() {
    return probe != null;
  }

  /** Whether the heap has been seen full. */
  synchronized boolean hasHistogram() {
    return latest != null;
  }

  @GuardedBy("this")
  private void take(Probe source) {
    long startNs = clock.getAsLong();
    if (!tryTake(source, startNs) && reserve != null) {
      reserve = null; // only now: else the task may use it up before the JVM can
      tryTake(source, startNs);
    }
    long tookNs = clock.getAsLong() - startNs;
    long fromNs = dueNs - startNs > 0 ? dueNs : startNs;
    dueNs = fromNs + Math.max(INTERVAL_NS, INTERVAL_SHARE * tookNs);
  }

  @CanIgnoreReturnValue
  @GuardedBy("this")
  private boolean tryTake(Probe source, long startNs) {
    try {
      ClassHistogram taken = ClassHistogram.read(source.histogram(), startNs);
      if (taken.totalBytes() > source.maxHeapBytes() / 2) { // else it shows what a collection left
        latest = taken;
      }
      failure = null;
      return true;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      failure = e.getClass().getName();
      return false;
    }
  }

  @GuardedBy("this")
  private void takeReserve() {
    if (reserve != null) {
      return;
    }
    try {
      int most = (int) Math.min(RESERVE_BYTES, Runtime.getRuntime().maxMemory() >> 6);
      reserve = new byte[most];
    } catch (OutOfMemoryError e) {
      reserve = null;
    }
  }

  /**
   * Says what filled the heap. To be called as soon as the error is caught: until the next
   * collection the heap still shows it.
   *
   * @param error what was caught
   * @param sinceNs when the task began, by {@link System#nanoTime}
   */
  public String report(OutOfMemoryError error, long sinceNs) {
    Probe source = probe;
    Runtime runtime = Runtime.getRuntime();
    long maxBytes = source == null ? runtime.maxMemory() : source.maxHeapBytes();
    String found =
        source == null
            ? "There is no class histogram, since " + missing + "."
            : whatFilled(source, maxBytes, runtime.totalMemory() - runtime.freeMemory(), sinceNs);
    return "Out of memory (%s) with a heap of at most %d MB. %s"
        .formatted(error.getMessage(), maxBytes >> MB_SHIFT, found);
  }

  private synchronized String whatFilled(
      Probe source, long maxBytes, long usedBytes, long sinceNs) {
    long nowNs = clock.getAsLong();
    ClassHistogram known = latest != null && latest.takenNs() - sinceNs >= 0 ? latest : null;
    if (known == null || nowNs - known.takenNs() > RECENT_NS) {
      if (usedBytes > maxBytes / 2) {
        take(source);
      }
      if (latest != null && latest.takenNs() - nowNs >= 0) {
        known = latest;
      }
    }
    dueNs = nowNs; // the next task may fill the heap with something else
    takeReserve();
    String failed = failure;
    failure = null;
    if (known != null) {
      long ageMs = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nowNs - known.takenNs()));
      return "What filled it, %d ms before the error was caught:\n  %s"
          .formatted(ageMs, String.join("\n  ", known.lines()));
    }
    if (failed != null) {
      return "There is no class histogram: the attempt met " + failed + ".";
    }
    return ("There is no class histogram: %d MB were in use when the error was caught, so one"
            + " allocation asked for more than was left, or what filled the heap was let go.")
        .formatted(usedBytes >> MB_SHIFT);
  }
}
