package io.ray4j.spi;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The runtime that the facade of this process uses: set by {@code Ray.init} in a driver, by a
 * worker's {@code main} in a worker.
 *
 * <p>The only static mutable state there is. Threadsafe. It never starts or closes a runtime.
 */
public final class RuntimeBinding {
  private static final AtomicReference<@Nullable RayRuntime> CURRENT = new AtomicReference<>();

  private RuntimeBinding() {}

  /**
   * The runtime in use.
   *
   * @return the bound runtime, or null if there is none
   */
  public static @Nullable RayRuntime current() {
    return CURRENT.get();
  }

  /**
   * Binds a runtime unless one is bound.
   *
   * @param runtime the runtime to use from now on
   * @return true if it is bound now, false if one was bound before, this one included
   */
  public static boolean bind(RayRuntime runtime) {
    return CURRENT.compareAndSet(null, Objects.requireNonNull(runtime, "runtime must not be null"));
  }

  /**
   * Takes a runtime out of use; does nothing if it is not the one bound.
   *
   * @param runtime the runtime to use no longer
   */
  public static void unbind(RayRuntime runtime) {
    CURRENT.compareAndSet(Objects.requireNonNull(runtime, "runtime must not be null"), null);
  }
}
