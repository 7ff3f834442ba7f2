package io.ray4j.scheduler.pool;

/**
 * How a worker ended. Immutable.
 *
 * @param worker its number
 * @param pid its process id, or -1 if it could not be forked
 * @param exitCode its exit code, 128 + n after signal n; -1 if it could not be forked
 * @param lastOutput the last lines that it printed
 */
public record WorkerExit(int worker, long pid, int exitCode, String lastOutput) {
  /** Whether a signal ended it. */
  boolean bySignal() {
    return exitCode > 128;
  }

  @Override
  public String toString() {
    return "worker-%d (pid=%d) died with exitCode=%d%s"
        .formatted(
            worker,
            pid,
            exitCode,
            lastOutput.isEmpty() ? ", without a word" : ". Its last output:\n" + lastOutput);
  }
}
