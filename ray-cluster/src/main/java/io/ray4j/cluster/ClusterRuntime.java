package io.ray4j.cluster;

import io.ray4j.RayState;
import io.ray4j.internal.ClientRuntime;
import io.ray4j.scheduler.kept.KeptTaskFile;
import org.jspecify.annotations.Nullable;

/**
 * The facade's runtime on a Ray cluster, in the driver and in its workers.
 *
 * <p>Thread-safe. In the driver {@code close} leaves the cluster, which goes on, and so does the
 * end of the JVM; in a worker it ends with the process.
 */
final class ClusterRuntime extends ClientRuntime {
  private final ClusterClient client;

  /** Null in a worker. */
  private final @Nullable RayConnection connection;

  private final Thread hook = new Thread(this::closeOnce, "ray4j-shutdown");
  private volatile boolean closed;

  ClusterRuntime(
      ClusterClient client, ClassLoader classLoader, @Nullable RayConnection connection) {
    super(client, classLoader);
    this.client = client;
    this.connection = connection;
    if (connection != null) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  @Override
  protected void checkOpen() {
    if (closed) {
      throw RayFailures.over();
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
  public void close() {
    if (connection == null) {
      throw new IllegalStateException("Ray.shutdown() was called inside a task.");
    }
    closeOnce();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is going down: the hook runs, or has run
    }
  }

  private synchronized void closeOnce() {
    if (connection != null && !closed) {
      closed = true;
      client.close();
      stopTracking();
      connection.close();
    }
  }
}
