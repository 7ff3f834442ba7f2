package io.ray4j;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with tasks and objects: each kind of failure has its subclass. Unchecked.
 *
 * <p>A bad call is no such failure: it is refused at once with {@code IllegalArgumentException} or
 * {@code IllegalStateException}.
 */
public abstract class RayException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A failure.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  protected RayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
