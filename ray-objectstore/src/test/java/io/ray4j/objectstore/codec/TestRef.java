package io.ray4j.objectstore.codec;

import io.ray4j.objectstore.RefTarget;

/** A ref as the API's module would have it: an interface, and a class nobody else knows. */
interface TestRef {
  RefTarget target();

  /** Marks refs that were rebuilt. */
  String boundBy();

  record Bound(RefTarget target, String boundBy) implements TestRef {}

  static TestRef to(RefTarget target) {
    return new Bound(target, "user");
  }

  /** The hook a process supplies. */
  static RefCodec codec(String process) {
    return new RefCodec() {
      @Override
      public Class<?> refType() {
        return TestRef.class;
      }

      @Override
      public RefTarget target(Object ref) {
        return ((TestRef) ref).target();
      }

      @Override
      public Object bind(RefTarget target) {
        return new Bound(target, process);
      }
    };
  }
}
