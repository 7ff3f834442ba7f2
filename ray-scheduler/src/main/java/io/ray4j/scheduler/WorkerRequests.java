package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.ResolvedRef;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.SchedulerListener;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Does in the driver what workers ask for: tasks go to the scheduler, objects to the store.
 *
 * <p>Thread-safe. What a worker says is checked before it is believed: an exception from here drops
 * that worker. Space is leased as a {@link SlowRequests slow request}, since the store may have to
 * make room: one that waits must not keep others from what there is room for, or the task that
 * would end its wait. So is the state described, which takes a while where there is much of it.
 */
public final class WorkerRequests implements SchedulerListener, AutoCloseable {
  private final LocalScheduler scheduler;
  private final ObjectStore store;
  private final WorkerHolds holds;
  private final long session;
  private final Supplier<byte[]> state;
  private final SlowRequests slowRequests = new SlowRequests();

  /**
   * Makes the driver's end of what workers ask for.
   *
   * @param session the session's random number, of which the workers make their ids
   * @param state describes the session, encoded; empty if it is over
   */
  public WorkerRequests(
      LocalScheduler scheduler, ObjectStore store, long session, Supplier<byte[]> state) {
    this.scheduler = scheduler;
    this.store = store;
    this.holds = scheduler.workerHolds();
    this.session = session;
    this.state = state;
  }

  @Override
  public void onTaskFinished(
      int worker, int slot, long lease, long durationNs, ObjectValue result) {
    checkFailures(result);
    announce(worker, result);
    try {
      scheduler.onTaskFinished(worker, slot, lease, durationNs, result);
    } catch (IllegalArgumentException e) {
      storedIn(result).forEach(this::discard); // its lease has ended, and no object has it
      throw e;
    }
  }

  @Override
  public void onBatchEnd() {
    scheduler.onBatchEnd();
  }

  @Override
  public void onTaskBlocked(int worker, int slot, long lease) {
    scheduler.onTaskBlocked(worker, slot, lease, true);
  }

  @Override
  public void onTaskUnblocked(int worker, int slot, long lease) {
    scheduler.onTaskBlocked(worker, slot, lease, false);
  }

  @Override
  public void onSubmitTask(int worker, TaskSpec spec) {
    if (spec.policy().slots() > scheduler.configuredWorkers() || spec.depth() < 0) {
      throw new IllegalArgumentException(
          "worker-%d submitted a task that can never run: slots=%d depth=%d"
              .formatted(worker, spec.policy().slots(), spec.depth()));
    }
    checkNew(worker, spec.id().result());
    holds.addReference(worker, spec.id().result(), scheduler.submitTask(spec));
  }

  @Override
  public void onPutObject(int worker, ObjectId id, ObjectValue value) {
    checkNew(worker, id);
    if (value instanceof ObjectValue.Composite) {
      throw new IllegalArgumentException("worker-" + worker + " put what only a task can make");
    }
    checkFailures(value);
    announce(worker, value);
    ObjectEntry entry = store.createPending(id, 0, "");
    store.seal(entry, value);
    holds.addReference(worker, id, entry);
  }

  @Override
  public void onAddReference(int worker, ObjectId id) {
    ObjectEntry entry = store.hold(id);
    if (entry != null) {
      holds.addReference(worker, id, entry);
    }
  }

  @Override
  public void onRemoveReference(int worker, ObjectId id) {
    holds.removeReference(worker, id);
  }

  @Override
  public void onFreeObject(int worker, ObjectId id) {
    ObjectEntry entry = store.find(id);
    if (entry != null) {
      store.free(entry, DriverClient.freed(id));
    }
  }

  @Override
  public void onPinObject(int worker, int request, ObjectId id) {
    WorkerPort port = scheduler.port(worker);
    if (port == null) {
      return; // it died; nobody waits
    }
    ObjectEntry entry = store.find(id);
    if (entry == null) {
      port.pinFailed(request, DriverClient.freed(id));
      return;
    }
    DriverClient.pin(
        store,
        entry,
        result -> {
          if (result instanceof PinResult.NotPinned gone) {
            port.pinFailed(request, gone.failure());
          } else if (result instanceof PinResult.Pinned pinned && holds.addPin(worker, id, entry)) {
            port.objectPinned(request, pinned.extent());
          }
        });
  }

  @Override
  public void onPinInput(int worker, ObjectId id) {
    ObjectEntry entry = store.find(id);
    if (entry != null && store.tryPin(entry) != null) {
      boolean unused = holds.addPin(worker, id, entry);
    }
  }

  @Override
  public void onUnpinObject(int worker, ObjectId id) {
    holds.removePin(worker, id);
  }

  @Override
  public void onReturnSpace(int worker, Extent extent) {
    store.returnLease(worker, extent);
  }

  /** A worker makes ids of its own, none twice, and a part only with its whole. */
  private void checkNew(int worker, ObjectId id) {
    if (id.origin() != TaskId.originOf(session, worker)
        || id.index() != 0
        || store.find(id) != null) {
      throw new IllegalArgumentException(
          "worker-" + worker + " made an object that is not its own: " + id);
    }
  }

  /** Whoever gets a failed object reads its failure, so it must be one. */
  private static void checkFailures(ObjectValue value) {
    if (value instanceof ObjectValue.Failed failed) {
      TaskFailure unused = TaskFailure.fromBytes(failed.failure());
    } else if (value instanceof ObjectValue.Composite composite) {
      composite.parts().forEach(WorkerRequests::checkFailures);
    }
  }

  private void announce(int worker, ObjectValue value) {
    List<ObjectValue.Stored> stored = storedIn(value);
    for (int index = 0; index < stored.size(); index++) {
      Extent extent = stored.get(index).extent();
      if (!store.announce(worker, extent)) {
        stored.subList(0, index).forEach(this::discard);
        throw new IllegalArgumentException(
            "worker-" + worker + " wrote where it had no lease: " + extent);
      }
    }
  }

  private static List<ObjectValue.Stored> storedIn(ObjectValue value) {
    if (value instanceof ObjectValue.Stored stored) {
      return List.of(stored);
    }
    if (value instanceof ObjectValue.Composite composite) {
      return composite.parts().stream()
          .filter(ObjectValue.Stored.class::isInstance)
          .map(ObjectValue.Stored.class::cast)
          .toList();
    }
    return List.of();
  }

  /** Frees what was announced for an object that there is not: as one that nobody holds. */
  private void discard(ObjectValue.Stored stored) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    ObjectEntry entry =
        store.createPending(new ObjectId(random.nextLong(), random.nextLong(), 0), 0, "");
    store.seal(entry, new ObjectValue.Stored(stored.extent(), List.of()));
    store.letGo(entry);
  }

  @Override
  public void onGetObject(int worker, int request, RefTarget target) {
    WorkerPort port = scheduler.port(worker);
    if (port == null) {
      return; // it died; nobody waits
    }
    ResolvedRef resolved = store.resolve(target);
    if (resolved == null) {
      port.objectSealed(request, DriverClient.unknown(target), List.of());
      return;
    }
    resolved.entry().onSealed(value -> port.objectSealed(request, value, resolved.path()));
  }

  @Override
  public void onLeaseSpace(int worker, int request, long length) {
    if (length <= 0) {
      throw new IllegalArgumentException(
          "worker-" + worker + " asked for a range that cannot be: length=" + length);
    }
    WorkerPort port = scheduler.port(worker);
    if (port == null) {
      return;
    }
    slowRequests.begin(
        worker,
        () -> lease(worker, port, request, length),
        () -> port.spaceRefused(request, "The session is being shut down."));
  }

  /** Leases space; returns what sends the answer. */
  private Runnable lease(int worker, WorkerPort port, int request, long length) {
    Extent extent;
    try {
      extent = store.lease(worker, length);
    } catch (StoreFullException e) {
      return () -> port.spaceRefused(request, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) { // a worker waits for an answer
      return () -> port.spaceRefused(request, "The object store failed: " + e);
    }
    if (scheduler.port(worker) == null) {
      store.releaseLeases(worker); // it died meanwhile, and its other leases were released then
      return () -> {};
    }
    return () -> port.spaceLeased(request, extent);
  }

  @Override
  public void onSync(int worker, int request) {
    WorkerPort port = scheduler.port(worker);
    if (port != null) {
      port.syncDone(request);
    }
  }

  @Override
  public void onCancelTask(int worker, int request, ObjectId result) {
    boolean cancelled = scheduler.cancel(result);
    WorkerPort port = scheduler.port(worker);
    if (port != null) {
      port.cancelDone(request, cancelled);
    }
  }

  @Override
  public void onThreadDump(int worker, int slot, long lease, String dump) {
    scheduler.onThreadDump(worker, slot, lease, dump);
  }

  @Override
  public void onGetState(int worker, int request) {
    WorkerPort port = scheduler.port(worker);
    if (port == null) {
      return;
    }
    slowRequests.begin(
        worker,
        () -> {
          byte[] encoded = state.get();
          return () -> port.state(request, encoded);
        },
        () -> port.state(request, new byte[0]));
  }

  @Override
  public void close() {
    slowRequests.close();
  }
}
