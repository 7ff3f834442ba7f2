package io.ray4j.scheduler.pool;

import io.ray4j.scheduler.transport.WorkerProxy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One forked JVM and what the pool knows of it.
 *
 * <p>All mutable fields are guarded by the {@link WorkerPool}'s lock.
 */
final class WorkerProcess {
  /** How long a process may take to be gone once it was killed. */
  private static final long KILL_MS = 1_000;

  /** How long the last output of a dead worker may take to arrive. */
  private static final long OUTPUT_MS = 500;

  final int number;

  /** Whether it has the larger heap; it is not replaced then. */
  final boolean large;

  final WorkerOutput output;

  WorkerState state = WorkerState.STARTING;

  /** Null until forked. */
  @Nullable Process process;

  /** Null until connected. */
  @Nullable WorkerProxy proxy;

  /** Whether the connection, if there was one, has ended. */
  boolean disconnected = true;

  /** Whether the process has ended or could not be forked. */
  boolean exited;

  /** Whether it was told to end, with no other in its place. */
  boolean retired;

  /** Why it never came up, if that was not its own doing; null otherwise. */
  @Nullable String startFailure;

  Thread[] pumps = {};

  WorkerProcess(int number, boolean large, WorkerOutput output) {
    this.number = number;
    this.large = large;
    this.output = output;
  }

  void moveTo(WorkerState next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException(
          "worker-" + number + " cannot become " + next + ": state=" + state);
    }
    state = next;
  }

  long pid() {
    return process == null ? -1 : process.pid();
  }

  /** Waits for a process and its output to end, whatever interrupts come; kills it in time. */
  static void awaitEnd(Process process, Thread[] pumps, long deadlineNs) {
    boolean interrupted = Thread.interrupted(); // the processes must go all the same
    try {
      if (!process.waitFor(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
        process.waitFor(KILL_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroyForcibly();
    }
    awaitOutput(pumps);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits a little for the threads that read a dead worker's output. */
  static void awaitOutput(Thread[] pumps) {
    try {
      for (Thread pump : pumps) {
        pump.join(OUTPUT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
