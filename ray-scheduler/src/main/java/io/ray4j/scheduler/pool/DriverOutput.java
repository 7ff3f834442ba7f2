package io.ray4j.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.pool.RepeatedLines.Line;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A stream of the driver that brings what workers print, the lines that several of them repeat
 * folded into one.
 *
 * <p>Thread-safe. The thread that calls prints, outside the lock; a thread of its own, if lines are
 * held back, prints them when their period ends. {@code close} prints them at once; what comes
 * later is printed as it comes.
 */
final class DriverOutput implements AutoCloseable {
  private final Supplier<PrintStream> stream;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final RepeatedLines repeated;

  @GuardedBy("lock")
  private boolean timed;

  @GuardedBy("lock")
  private boolean closed;

  /** Has a thread only if there is something to wait for. */
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "ray4j-output");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Makes an output without a thread.
   *
   * @param stream where lines go: asked each time, since the user may replace it
   * @param periodNs how long a line that was printed already is held back
   */
  DriverOutput(Supplier<PrintStream> stream, long periodNs) {
    this(stream, periodNs, System::nanoTime);
  }

  /** As above, with a clock that gives nanoseconds. */
  DriverOutput(Supplier<PrintStream> stream, long periodNs, LongSupplier clock) {
    this.stream = stream;
    this.clock = clock;
    this.repeated = new RepeatedLines(periodNs);
  }

  void print(List<Line> lines) {
    List<String> printed = new ArrayList<>(lines.size());
    lock.lock();
    try {
      for (Line line : lines) {
        if (closed) {
          printed.add(line.toString());
        } else {
          printed.addAll(repeated.add(line, clock.getAsLong()));
        }
      }
      setTimer();
    } finally {
      lock.unlock();
    }
    write(printed);
  }

  @GuardedBy("lock")
  private void setTimer() {
    if (timed || closed || !repeated.holdsAny()) {
      return;
    }
    try {
      ScheduledFuture<?> unused =
          timer.schedule(
              this::onPeriodEnd, repeated.nextEndNs() - clock.getAsLong(), TimeUnit.NANOSECONDS);
      timed = true;
    } catch (RejectedExecutionException e) {
      timed = false; // closed, which prints all
    }
  }

  private void onPeriodEnd() {
    List<String> printed;
    lock.lock();
    try {
      timed = false;
      printed = repeated.expire(clock.getAsLong());
      setTimer();
    } finally {
      lock.unlock();
    }
    write(printed);
  }

  private void write(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line).append(System.lineSeparator());
    }
    PrintStream to = stream.get();
    to.print(text);
    to.flush();
  }

  @Override
  public void close() {
    List<String> printed;
    lock.lock();
    try {
      closed = true;
      printed = repeated.expireAll();
    } finally {
      lock.unlock();
    }
    timer.shutdownNow();
    write(printed);
  }
}
