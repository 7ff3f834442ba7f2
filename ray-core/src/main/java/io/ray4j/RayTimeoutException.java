package io.ray4j;

import org.jspecify.annotations.Nullable;

/** A {@code get} gave up waiting. The task goes on, and a later {@code get} may have its result. */
public final class RayTimeoutException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public RayTimeoutException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public RayTimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
