package io.ray4j.scheduler.pool;

import org.jspecify.annotations.Nullable;

/**
 * How a worker ended. Immutable.
 *
 * @param worker its number
 * @param pid its process id, or -1 if it could not be forked
 * @param exitCode its exit code, 128 + n after signal n; -1 if it could not be forked
 * @param outOfMemory why it seems that the kernel ended it for lack of memory; empty otherwise
 * @param fatalError the head of the JVM's fatal-error log; empty if there is none
 * @param lastOutput the last lines that it printed
 */
public record WorkerExit(
    int worker, long pid, int exitCode, String outOfMemory, String fatalError, String lastOutput) {
  /** Whether it ended by itself, and not by somebody's signal. */
  public boolean byItself() {
    return !Signals.fromOutside(exitCode) || !outOfMemory.isEmpty();
  }

  /** Which worker: {@code worker-3 (pid=4711)}. */
  public String name() {
    return "worker-" + worker + " (pid=" + pid + ")";
  }

  /** The exit code and, if it stands for one, the signal. */
  public String cause() {
    @Nullable String signal = Signals.describe(exitCode);
    return "exitCode="
        + exitCode
        + (signal == null ? "" : ", " + signal)
        + (outOfMemory.isEmpty()
            ? ""
            : ", probably by the kernel for lack of memory (" + outOfMemory + ")");
  }

  /** What it has left: its last lines, and those of its JVM. */
  public String evidence() {
    return (lastOutput.isEmpty() ? "It printed nothing." : "Its last output:\n" + lastOutput)
        + (fatalError.isEmpty() ? "" : "\nIts JVM's fatal-error log begins:\n" + fatalError);
  }

  @Override
  public String toString() {
    return name() + " died with " + cause() + ". " + evidence();
  }
}
