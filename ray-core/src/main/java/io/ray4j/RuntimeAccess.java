package io.ray4j;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RuntimeBinding;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way from the facade and its generated parts to the runtime in use. Threadsafe. */
final class RuntimeAccess {
  private RuntimeAccess() {}

  static RayRuntime runtime() {
    RayRuntime runtime = RuntimeBinding.current();
    if (runtime == null) {
      throw new IllegalStateException("Ray is not initialized: call Ray.init() first");
    }
    return runtime;
  }

  /** Runs a kept task, in the session if one is open. */
  static @Nullable Object replay(Path failedTask) {
    RayRuntime runtime = RuntimeBinding.current();
    return runtime == null
        ? RuntimeProviders.forAddress("local").replay(failedTask)
        : runtime.replay(failedTask);
  }

  static <R extends @Nullable Object> ObjectRef<R> submit(
      Serializable function, @Nullable TaskOptions options, @Nullable Object... arguments) {
    Objects.requireNonNull(function, "function must not be null");
    return runtime().submit(function, options, arguments);
  }
}
