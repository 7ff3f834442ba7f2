package io.ray4j.internal;

import io.ray4j.RayState;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.LocalScheduler;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.SchedulerSnapshot;
import io.ray4j.scheduler.kept.KeptTaskFile;
import io.ray4j.scheduler.worker.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The facade's runtime in the driver.
 *
 * <p>Thread-safe. {@code close} ends the session; so does the end of the JVM.
 */
final class LocalRuntime extends ClientRuntime {
  /** An object's id begins with that of the task that made it. */
  private static final int TASK_ID_DIGITS = 32;

  private final SchedulerClient client;
  private final LocalScheduler scheduler;
  private final ObjectStore store;
  private final SessionFolder folder;
  private final LocalSession.Closer closer;
  private final Object replays = new Object();
  private final Thread hook = new Thread(this::closeOnce, "ray4j-shutdown");
  private volatile boolean closed;

  LocalRuntime(
      SchedulerClient client,
      LocalScheduler scheduler,
      ObjectStore store,
      SessionFolder folder,
      LocalSession.Closer closer) {
    super(client, LocalSession.contextClassLoader());
    this.client = client;
    this.scheduler = scheduler;
    this.store = store;
    this.folder = folder;
    this.closer = closer;
    closer.add(this::stopTracking);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  protected void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "The session " + folder.name() + " is over. Call Ray.init() for a new one.");
    }
  }

  @Override
  public RayState state() {
    checkOpen();
    SchedulerSnapshot snapshot = scheduler.snapshot();
    List<RayState.StoredObject> objects = new ArrayList<>();
    for (ObjectEntry entry : store.entries()) {
      objects.add(describe(entry));
    }
    return new RayState(
        folder.name(),
        folder.folder(),
        store.capacityBytes(),
        store.usedBytes(),
        snapshot.workers().stream()
            .map(
                worker ->
                    new RayState.Worker(
                        worker.number(), worker.pid(), worker.state(), worker.tasks()))
            .toList(),
        snapshot.tasks().stream()
            .map(
                task ->
                    new RayState.Task(
                        task.id(),
                        task.name(),
                        task.state(),
                        task.attempts(),
                        task.waitingFor().stream().map(RemoteRef::publicId).toList()))
            .toList(),
        objects);
  }

  /** The state as it travels to a worker; empty once the session is over. */
  byte[] encodedState() {
    try {
      return codec().encode(state()).toBytes();
    } catch (IllegalStateException e) {
      return new byte[0]; // over
    }
  }

  private RayState.StoredObject describe(ObjectEntry entry) {
    ObjectValue value = entry.value();
    String state =
        value == null ? "PENDING" : value instanceof ObjectValue.Failed ? "FAILED" : "SEALED";
    long sizeBytes = 0;
    String location = "";
    if (value instanceof ObjectValue.Inline inline) {
      sizeBytes = inline.payload().length;
      location = "inline";
    } else if (value instanceof ObjectValue.Stored stored) {
      sizeBytes = stored.extent().length();
      location = store.locationOf(entry);
      state = store.isSpilled(entry) ? "SPILLED" : state;
    }
    return new RayState.StoredObject(
        RemoteRef.publicId(entry.id()),
        state,
        sizeBytes,
        location,
        entry.task().isEmpty()
            ? Optional.empty()
            : Optional.of(entry.id().toString().substring(0, TASK_ID_DIGITS)));
  }

  @Override
  protected Runnable putBack(KeptTaskFile file) {
    synchronized (replays) {
      return ReplayedObjects.putBack(file, store, client)::close;
    }
  }

  @Override
  public boolean isWorker() {
    return TaskContext.current() != null;
  }

  @Override
  public void close() {
    closeOnce();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is going down: the hook runs, or has run
    }
  }

  private synchronized void closeOnce() {
    closed = true;
    closer.close();
  }
}
