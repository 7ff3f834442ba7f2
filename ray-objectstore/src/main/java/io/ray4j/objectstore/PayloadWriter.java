package io.ray4j.objectstore;

import java.nio.ByteBuffer;
import java.util.List;

/** A payload that knows its size and writes itself once. */
public interface PayloadWriter {
  /** The payload's length in bytes. */
  long size();

  /** The objects that refs inside the value point at, each once. */
  List<ObjectId> references();

  /** Writes exactly {@link #size} bytes at the buffer's position. */
  void writeTo(ByteBuffer target);
}
