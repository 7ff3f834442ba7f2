package io.ray4j.objectstore.codec;

import java.io.Serial;
import java.io.Serializable;

/** Stands in a Java stream for an object that Kryo writes. Immutable. */
final class JavaHandle implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  final int index;

  JavaHandle(int index) {
    this.index = index;
  }
}
