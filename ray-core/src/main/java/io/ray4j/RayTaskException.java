package io.ray4j;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A remote function threw. The cause is what it threw, with the stack trace of the worker; this
 * exception has the stack trace of the thread that wanted the result.
 *
 * <p>A task whose argument failed fails with the exception of the argument: there is no chain of
 * them.
 */
public final class RayTaskException extends RayException {
  private static final long serialVersionUID = 1;

  private final String functionName;
  private final String taskId;
  private final String worker;
  private final @Nullable String remoteText;
  private final @Nullable String report;

  /**
   * A failure whose original exception is at hand.
   *
   * @param functionName the name of the function that threw
   * @param taskId the id of its task
   * @param worker the worker it ran in, for instance {@code worker-3 (pid=4711)}
   * @param cause what it threw
   */
  public RayTaskException(String functionName, String taskId, String worker, Throwable cause) {
    this(
        functionName,
        taskId,
        worker,
        Objects.requireNonNull(cause, "cause must not be null"),
        null,
        null);
  }

  /**
   * A failure whose original exception is at hand, and more than that is known.
   *
   * @param functionName the name of the function that threw
   * @param taskId the id of its task
   * @param worker the worker it ran in, for instance {@code worker-3 (pid=4711)}
   * @param cause what it threw
   * @param report what the worker found out, for instance what filled its heap; part of the message
   */
  public RayTaskException(
      String functionName, String taskId, String worker, Throwable cause, String report) {
    this(
        functionName,
        taskId,
        worker,
        Objects.requireNonNull(cause, "cause must not be null"),
        null,
        Objects.requireNonNull(report, "report must not be null"));
  }

  /**
   * A failure whose original exception could not travel, or could not be made again here.
   *
   * @param functionName the name of the function that threw
   * @param taskId the id of its task
   * @param worker the worker it ran in, for instance {@code worker-3 (pid=4711)}
   * @param remoteText the original exception as the worker prints it, with its stack trace
   */
  public RayTaskException(String functionName, String taskId, String worker, String remoteText) {
    this(
        functionName,
        taskId,
        worker,
        null,
        Objects.requireNonNull(remoteText, "remoteText must not be null"),
        null);
  }

  private RayTaskException(
      String functionName,
      String taskId,
      String worker,
      @Nullable Throwable cause,
      @Nullable String remoteText,
      @Nullable String report) {
    super(message(functionName, taskId, worker, cause, remoteText, report), cause);
    this.functionName = Objects.requireNonNull(functionName, "functionName must not be null");
    this.taskId = Objects.requireNonNull(taskId, "taskId must not be null");
    this.worker = Objects.requireNonNull(worker, "worker must not be null");
    this.remoteText = remoteText;
    this.report = report;
  }

  private static String message(
      String functionName,
      String taskId,
      String worker,
      @Nullable Throwable cause,
      @Nullable String remoteText,
      @Nullable String report) {
    String head = functionName + " failed in task=" + taskId + " on " + worker + ": ";
    return (cause != null ? head + cause : head + remoteText)
        + (report == null ? "" : "\n" + report);
  }

  /**
   * The same failure for another thread that wants the result: the same facts and the same cause,
   * with the stack trace of the calling thread.
   *
   * @return a new exception
   */
  public RayTaskException forCallingThread() {
    return new RayTaskException(functionName, taskId, worker, getCause(), remoteText, report);
  }

  /**
   * The function that threw.
   *
   * @return its name
   */
  public String functionName() {
    return functionName;
  }

  /**
   * The task that failed.
   *
   * @return its id, as {@link RayState} has it
   */
  public String taskId() {
    return taskId;
  }

  /**
   * Where the task ran.
   *
   * @return the worker and its process, for instance {@code worker-3 (pid=4711)}
   */
  public String worker() {
    return worker;
  }

  /**
   * The original exception as text, where it could not travel.
   *
   * @return the text with the stack trace of the worker; empty if there is a cause
   */
  public Optional<String> remoteText() {
    return Optional.ofNullable(remoteText);
  }
}
