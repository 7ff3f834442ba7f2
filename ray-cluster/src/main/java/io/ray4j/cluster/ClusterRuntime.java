package io.ray4j.cluster;

import io.ray4j.RayState;
import io.ray4j.internal.ClientRuntime;
import io.ray4j.scheduler.kept.KeptTaskFile;
import org.jspecify.annotations.Nullable;

/**
 * The facade's runtime on a Ray cluster, in the driver and in its workers.
 *
 * <p>Thread-safe. In the driver {@code close} leaves the cluster, which goes on; in a worker it
 * ends with the process.
 */
final class ClusterRuntime extends ClientRuntime {
  private final ClusterClient client;

  /** Null in a worker. */
  private final @Nullable RayConnection connection;

  private volatile boolean closed;

  ClusterRuntime(
      ClusterClient client, ClassLoader classLoader, @Nullable RayConnection connection) {
    super(client, classLoader);
    this.client = client;
    this.connection = connection;
  }

  @Override
  protected void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "The session on the cluster is over. Call Ray.init() for a new one.");
    }
  }

  @Override
  public RayState state() {
    throw new UnsupportedOperationException(
        "Ray.state() describes a session on one machine, and Ray's Java API does not say what its"
            + " tasks and objects do. Ask the cluster: `ray status`, `ray list tasks`, the dashboard.");
  }

  @Override
  protected Runnable putBack(KeptTaskFile file) {
    if (!file.task().objects().isEmpty()) {
      throw new UnsupportedOperationException(
          "%s has refs inside its arguments, whose objects cannot be put back on a cluster. Call Ray.replay in a session with address=local."
              .formatted(file.task().name()));
    }
    return () -> {};
  }

  @Override
  public boolean isWorker() {
    return connection == null;
  }

  @Override
  public synchronized void close() {
    if (connection == null) {
      throw new IllegalStateException("Ray.shutdown() was called inside a task.");
    }
    if (!closed) {
      closed = true;
      client.close();
      stopTracking();
      connection.close();
    }
  }
}
