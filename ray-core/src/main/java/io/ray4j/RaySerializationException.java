package io.ray4j;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot travel between processes. The message names the path to the field that is the
 * cause, for instance {@code Order.customer.socket}.
 */
public final class RaySerializationException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public RaySerializationException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public RaySerializationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
