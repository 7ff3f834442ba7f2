package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the parts of the scheduler share: one lock, what it guards, and how tasks end.
 *
 * <p>Thread-safe. Objects are sealed outside the lock, since that tells listeners.
 */
final class SchedulerState {
  final ObjectStore store;

  /** How many workers the pool was asked for. */
  final int configuredWorkers;

  final FailureSealer failures;
  final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  final ReadyQueue ready = new ReadyQueue();

  @GuardedBy("lock")
  final ReadyWorkers workers;

  @GuardedBy("lock")
  final WorkerSupply supply;

  @GuardedBy("lock")
  boolean closed;

  SchedulerState(ObjectStore store, int slots, WorkerControl control) {
    this.store = store;
    this.configuredWorkers = slots;
    this.failures = new FailureSealer(store);
    this.workers = new ReadyWorkers(slots);
    this.supply = new WorkerSupply(slots, control);
  }

  /** A task can be leased again, before those that became ready later. */
  @GuardedBy("lock")
  void readyAgain(TaskEntry task) {
    task.moveTo(TaskState.READY);
    ready.addFirst(task);
  }

  /** A worker no longer has a task. */
  @GuardedBy("lock")
  void endLease(Lease lease) {
    lease.worker.end(lease);
    leaseEnded(lease);
  }

  /** Tasks that were taken back from a worker can be leased again. */
  @GuardedBy("lock")
  void readyAgain(List<Lease> recalled) {
    for (Lease lease : recalled) {
      leaseEnded(lease);
      readyAgain(lease.task);
    }
  }

  @GuardedBy("lock")
  private void leaseEnded(Lease lease) {
    lease.task.lease = null;
    unpinInputs(lease.task);
    if (lease.deadline != null) {
      lease.deadline.cancel(false);
    }
  }

  /** What was pinned for a task may move again. */
  @GuardedBy("lock")
  void unpinInputs(TaskEntry task) {
    if (task.pins != null) {
      task.pins.unpin(store);
      task.pins = null;
    }
  }

  /** A task's outcome is decided; to be sealed outside the lock. */
  @GuardedBy("lock")
  void finish(TaskEntry task) {
    task.moveTo(TaskState.FINISHED);
    TaskTree.remove(task);
  }

  /** Ends a task that no worker has with a failure; its dependants fail with the same one. */
  void fail(TaskEntry task, ObjectValue.Failed failure) {
    lock.lock();
    try {
      if (task.state == TaskState.FINISHED || closed) {
        return;
      }
      unpinInputs(task);
      finish(task);
    } finally {
      lock.unlock();
    }
    failures.seal(task, failure);
  }
}
