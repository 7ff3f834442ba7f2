package io.ray4j;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RuntimeBinding;

/**
 * What {@link Ray#init()} opened, for a try-with-resources statement. There is one at a time in a
 * process, and {@link Ray} uses it.
 *
 * <p>Threadsafe. Ends with {@link #close()}, with {@link Ray#shutdown()} or with the process.
 */
public final class RaySession implements AutoCloseable {
  private final RayRuntime runtime;

  RaySession(RayRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Whether this session can be used.
   *
   * @return false once it is closed, also if another one is open
   */
  public boolean isOpen() {
    return RuntimeBinding.current() == runtime;
  }

  /**
   * Ends this session and waits for its workers to be gone. Does nothing if it is closed already,
   * also if another one is open.
   *
   * @throws IllegalStateException if called inside a task
   */
  @Override
  public void close() {
    Lifecycle.close(runtime);
  }

  @Override
  public String toString() {
    return "RaySession{" + (isOpen() ? "open" : "closed") + "}";
  }
}
