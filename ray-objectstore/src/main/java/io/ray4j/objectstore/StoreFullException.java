package io.ray4j.objectstore;

import java.io.Serial;

/** There is no room for an object. The message says how much was asked and what holds the space. */
public final class StoreFullException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public StoreFullException(String message) {
    super(message);
  }
}
