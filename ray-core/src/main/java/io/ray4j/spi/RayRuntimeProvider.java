package io.ray4j.spi;

import io.ray4j.RayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts runtimes for some addresses; found by {@link java.util.ServiceLoader}, so it has a public
 * constructor without parameters.
 *
 * <p>Used by one thread at a time. One instance serves one {@code Ray.init}.
 */
public interface RayRuntimeProvider {

  /**
   * Whether this provider serves an address. Cheap, and free of side effects.
   *
   * @param address what {@link RayConfig#address()} says, for instance {@code local}, {@code auto}
   *     or {@code host:6379}
   * @return true if {@link #start} may be called with a configuration of that address
   */
  boolean accepts(String address);

  /**
   * Starts a runtime. It is not bound yet: the caller does that.
   *
   * @param config what to start; its address is one that {@link #accepts} took
   * @return the running runtime
   * @throws IllegalArgumentException if the configuration cannot be served, naming the value, the
   *     rule and the fix
   */
  RayRuntime start(RayConfig config);

  /**
   * Runs a task that was kept after it failed, while no session is open.
   *
   * @param failedTask a file that {@code RayConfig.keepFailedTasks} made a runtime write
   * @return what the task returns this time
   * @throws IllegalStateException if that takes a session
   */
  default @Nullable Object replay(Path failedTask) {
    throw new IllegalStateException("Ray is not initialized: call Ray.init() first");
  }

  /**
   * Tells which sessions left something behind that can be described.
   *
   * @param line takes a line for each
   * @throws IOException if they cannot be looked for
   */
  default void listSessions(Consumer<String> line) throws IOException {}

  /**
   * Tells what the object store of a session held when its driver was killed, or holds now.
   *
   * @param session its name or its folder
   * @param line takes a line for each object
   * @return false if this provider knows no such session
   * @throws IOException if what is left of it cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  default boolean describeSession(String session, Consumer<String> line)
      throws IOException, InterruptedException {
    return false;
  }
}
