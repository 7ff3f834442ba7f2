package io.ray4j.objectstore.codec;

import io.ray4j.objectstore.RefTarget;

/**
 * How object refs inside values travel. Supplied by the API's module, which alone knows their
 * class. Implementations are thread-safe.
 */
public interface RefCodec {
  /**
   * The type of all refs; its instances and those of its subtypes are passed to {@link #target}.
   */
  Class<?> refType();

  /** What a ref points at. */
  RefTarget target(Object ref);

  /** A ref of this process to the target. */
  Object bind(RefTarget target);
}
