package io.ray4j;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted while it waited in {@code get} or {@code wait}. Its interrupt flag is
 * set again, and the task goes on.
 */
public final class RayInterruptedException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public RayInterruptedException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public RayInterruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
