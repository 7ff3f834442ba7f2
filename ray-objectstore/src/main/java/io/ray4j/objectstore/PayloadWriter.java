package io.ray4j.objectstore;

import java.util.List;

/** A payload that knows its size and writes itself once. */
public interface PayloadWriter {
  /** The payload's length in bytes. */
  long size();

  /** The objects that refs inside the value point at, each once. */
  List<ObjectId> references();

  /** Writes exactly {@link #size} bytes, from the target's first on. */
  void writeTo(Payload target);

  /** The payload as an array, which nobody may change; for payloads that are known to be small. */
  byte[] toBytes();
}
