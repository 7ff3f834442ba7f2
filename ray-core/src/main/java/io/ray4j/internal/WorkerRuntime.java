package io.ray4j.internal;

import io.ray4j.RayState;
import io.ray4j.scheduler.SchedulerClient;

/** The facade's runtime in a worker process. Thread-safe; ends with the process. */
final class WorkerRuntime extends ClientRuntime {
  WorkerRuntime(SchedulerClient client, ClassLoader classLoader) {
    super(client, classLoader);
  }

  @Override
  void checkOpen() {
    // open for as long as the process lives
  }

  @Override
  public RayState state() {
    throw new UnsupportedOperationException(
        "Ray.state() is not available inside a task in this version; call it in the driver.");
  }

  @Override
  public boolean isWorker() {
    return true;
  }

  @Override
  public void close() {
    throw new IllegalStateException("Ray.shutdown() was called inside a task.");
  }
}
