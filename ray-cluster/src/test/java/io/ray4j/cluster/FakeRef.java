package io.ray4j.cluster;

import io.ray.api.ObjectRef;

/** A ref of Ray's without Ray. */
final class FakeRef implements ObjectRef<Object> {
  @Override
  public Object get() {
    throw new UnsupportedOperationException("no cluster");
  }

  @Override
  public Object get(long timeoutMs) {
    throw new UnsupportedOperationException("no cluster");
  }
}
