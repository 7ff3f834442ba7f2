package io.ray4j.internal;

import io.ray4j.ObjectRef;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.codec.RefCodec;

/** How refs inside values travel. Immutable. */
record RefBinding(ClientRuntime runtime) implements RefCodec {
  @Override
  public Class<?> refType() {
    return ObjectRef.class;
  }

  @Override
  public RefTarget target(Object ref) {
    return RemoteRef.of((ObjectRef<?>) ref).target();
  }

  @Override
  public Object bind(RefTarget target) {
    return runtime.borrowedRef(target);
  }
}
