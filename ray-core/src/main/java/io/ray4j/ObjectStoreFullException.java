package io.ray4j;

import org.jspecify.annotations.Nullable;

/**
 * The object store has no room for an object: nothing is left to spill, or the object alone is
 * larger than the store. The message says what holds the space. See {@link
 * RayConfig.Builder#objectStoreMemory}.
 */
public final class ObjectStoreFullException extends RayException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without a cause.
   *
   * @param message what happened to what
   */
  public ObjectStoreFullException(String message) {
    super(message, null);
  }

  /**
   * A failure with a cause.
   *
   * @param message what happened to what
   * @param cause the cause; null if there is none
   */
  public ObjectStoreFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
