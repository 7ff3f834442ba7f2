package io.ray4j;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RuntimeBinding;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Opens and closes the session of this process. Threadsafe: of several threads that open one, the
 * first wins and the others are refused; of several that close it, each returns when it is closed.
 */
final class Lifecycle {
  private static final ReentrantLock LOCK = new ReentrantLock();

  private Lifecycle() {}

  static RaySession open(RayConfig config) {
    Objects.requireNonNull(config, "config must not be null");
    refuseInTask("init");
    LOCK.lock();
    try {
      if (RuntimeBinding.current() != null) {
        throw alreadyOpen();
      }
      RayRuntime runtime = RuntimeProviders.start(config);
      if (!RuntimeBinding.bind(runtime)) {
        runtime.close();
        throw alreadyOpen();
      }
      return new RaySession(runtime);
    } finally {
      LOCK.unlock();
    }
  }

  /** Closes the given session, or whichever is open if it is null. */
  static void close(@Nullable RayRuntime session) {
    refuseInTask(
        "shutdown"); // before the lock: who holds it may be waiting for the task that calls
    LOCK.lock();
    try {
      RayRuntime current = RuntimeBinding.current();
      if (current == null || (session != null && session != current)) {
        return;
      }
      try {
        current.close();
      } finally {
        RuntimeBinding.unbind(current);
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static void refuseInTask(String method) {
    RayRuntime current = RuntimeBinding.current();
    if (current != null && current.isWorker()) {
      throw new IllegalStateException(
          "Ray."
              + method
              + "() was called inside a task, which uses the session of its driver. Remove the call, or move it to the driver's main.");
    }
  }

  private static IllegalStateException alreadyOpen() {
    return new IllegalStateException(
        "A Ray session is open already: use it, or call Ray.shutdown() before Ray.init()");
  }
}
