package io.ray4j.scheduler.transport;

import java.io.Serial;

/** A peer sent what no true peer sends; it is dropped. */
final class ProtocolException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }

  ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
