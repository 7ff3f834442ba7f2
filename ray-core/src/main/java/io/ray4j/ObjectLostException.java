package io.ray4j;

import org.jspecify.annotations.Nullable;

/**
 * An object cannot be had any more, and the message says why: for instance its session has ended.
 */
public final class ObjectLostException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public ObjectLostException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public ObjectLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
