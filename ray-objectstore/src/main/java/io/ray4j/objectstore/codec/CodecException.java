package io.ray4j.objectstore.codec;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A value cannot travel, or a payload cannot be read. The message names the path to the field at
 * fault ({@code Order.customer.socket}) and the reason.
 */
public final class CodecException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public CodecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
