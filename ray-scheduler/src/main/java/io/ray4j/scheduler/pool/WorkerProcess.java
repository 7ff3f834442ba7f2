package io.ray4j.scheduler.pool;

import io.ray4j.scheduler.transport.WorkerProxy;
import org.jspecify.annotations.Nullable;

/**
 * One forked JVM and what the pool knows of it.
 *
 * <p>All mutable fields are guarded by the {@link WorkerPool}'s lock.
 */
final class WorkerProcess {
  final int number;
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

  /** Why it never came up, if that was not its own doing; null otherwise. */
  @Nullable String startFailure;

  Thread[] pumps = {};

  WorkerProcess(int number, WorkerOutput output) {
    this.number = number;
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
}
