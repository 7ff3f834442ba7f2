package io.ray4j;

import org.jspecify.annotations.Nullable;

/** A task was cancelled by {@link ObjectRef#cancel}, or an argument of it was. */
public final class TaskCancelledException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public TaskCancelledException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public TaskCancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
