package io.ray4j.internal;

import io.ray4j.RayState;
import io.ray4j.scheduler.kept.KeptTaskFile;
import io.ray4j.scheduler.worker.WorkerClient;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** The facade's runtime in a worker process. Thread-safe; ends with the process. */
final class WorkerRuntime extends ClientRuntime {
  private final WorkerClient client;

  WorkerRuntime(WorkerClient client, ClassLoader classLoader) {
    super(client, classLoader);
    this.client = client;
  }

  @Override
  protected void checkOpen() {
    // open for as long as the process lives
  }

  @Override
  public RayState state() {
    byte[] encoded = client.state();
    if (encoded.length == 0) {
      throw new IllegalStateException("The session is over.");
    }
    return (RayState) Objects.requireNonNull(codec().decode(ByteBuffer.wrap(encoded), List.of()));
  }

  @Override
  protected Runnable putBack(KeptTaskFile file) {
    if (!file.task().objects().isEmpty()) {
      throw new IllegalStateException(
          "%s has refs inside its arguments, and only the driver can put back their objects: call Ray.replay there."
              .formatted(file.task().name()));
    }
    return () -> {};
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
