package io.ray4j.objectstore;

import java.nio.ByteBuffer;

/** A payload that knows its size and writes itself once. */
public interface PayloadWriter {
  /** The payload's length in bytes. */
  long size();

  /** Writes exactly {@link #size} bytes at the buffer's position. */
  void writeTo(ByteBuffer target);
}
