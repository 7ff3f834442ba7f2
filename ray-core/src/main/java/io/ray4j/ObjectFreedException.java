package io.ray4j;

import org.jspecify.annotations.Nullable;

/** An object was dropped by {@link ObjectRef#free} before this {@code get}. */
public final class ObjectFreedException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public ObjectFreedException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public ObjectFreedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
