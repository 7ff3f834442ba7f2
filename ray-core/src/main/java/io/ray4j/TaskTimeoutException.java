package io.ray4j;

import org.jspecify.annotations.Nullable;

/**
 * A task took longer than its own deadline, and was stopped. See {@link
 * TaskOptions.Builder#timeout} and {@link Remote#timeoutMs}.
 */
public final class TaskTimeoutException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public TaskTimeoutException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public TaskTimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
