package io.ray4j;

import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The worker that ran a task died, and the retries of the task are used up. The message has the
 * exit code or the signal, the last lines printed and the head of the JVM's fatal-error log.
 */
public final class WorkerCrashedException extends RayException {
  private static final long serialVersionUID = 1;

  private final @Nullable Integer exitCode; // an OptionalInt is not serializable
  private final String lastOutput;

  /**
   * A failure with its facts.
   *
   * @param message what happened to what
   * @param exitCode how the process ended; empty if that is not known
   * @param lastOutput the last lines that the worker printed; may be empty
   */
  public WorkerCrashedException(String message, OptionalInt exitCode, String lastOutput) {
    super(message, null);
    this.exitCode = exitCode.isPresent() ? exitCode.getAsInt() : null;
    this.lastOutput = Objects.requireNonNull(lastOutput, "lastOutput must not be null");
  }

  /**
   * How the process ended.
   *
   * @return its exit code, 128 plus the number of the signal for one that was killed; empty if it
   *     is not known
   */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /**
   * What the worker printed last.
   *
   * @return some lines, or an empty string
   */
  public String lastOutput() {
    return lastOutput;
  }
}
