package io.ray4j.scheduler;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.pool.PoolListener;
import io.ray4j.scheduler.pool.WorkerExit;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which ready task runs on which worker of this node.
 *
 * <p>A monitor: the calling thread does the work, under {@code lock}; sealing and sending happen
 * outside it. {@code close} fails what has not finished.
 *
 * <p>A task goes to an idle worker if there is one. Otherwise it is leased ahead to the worker with
 * the fewest tasks, as long as its function's tasks are short; when a worker becomes idle and
 * nothing is ready, tasks that others have not begun are recalled. Blocked tasks do not count.
 */
public final class LocalScheduler implements PoolListener, AutoCloseable {
  /** How many times the configured workers the pool may have while all of them are blocked. */
  private static final int MAX_GROWTH = 4;

  private final ObjectStore store;
  private final FailureSealer failures;
  private final WorkerHolds holds;
  private final int configuredWorkers;
  private final IntConsumer growPool; // adds that many workers

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ReadyQueue ready = new ReadyQueue();

  @GuardedBy("lock")
  private final ReadyWorkers workers = new ReadyWorkers();

  private final Map<FunctionDescriptor, FunctionProfile> profiles = new ConcurrentHashMap<>();

  /** How many workers there are or will soon be. */
  @GuardedBy("lock")
  private int expectedWorkers;

  /** Why there will be no more workers than there are, or null. */
  @GuardedBy("lock")
  private @Nullable String noWorkers;

  @GuardedBy("lock")
  private final MemoryGate memory;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Makes a scheduler without workers.
   *
   * @param store this node's objects
   * @param configuredWorkers how many workers the pool was asked for
   * @param growPool adds workers to the pool; must not block
   */
  public LocalScheduler(ObjectStore store, int configuredWorkers, IntConsumer growPool) {
    this.store = store;
    this.failures = new FailureSealer(store);
    this.holds = new WorkerHolds(store);
    this.memory = new MemoryGate(store);
    this.configuredWorkers = configuredWorkers;
    this.expectedWorkers = configuredWorkers;
    this.growPool = growPool;
  }

  /** Has tasks kept that fail from now on. */
  public void keepFailedTasks(FailedTasks failedTasks) {
    failures.setListener(failedTasks);
  }

  WorkerHolds workerHolds() {
    return holds;
  }

  int configuredWorkers() {
    return configuredWorkers;
  }

  /**
   * Takes a task; runs it as soon as its inputs are sealed and a slot is free.
   *
   * @return its result, held once for the caller
   */
  @CanIgnoreReturnValue
  public ObjectEntry submitTask(TaskSpec spec) {
    ObjectEntry result =
        store.createPending(spec.id().result(), spec.policy().parts(), spec.name());
    FunctionProfile profile =
        profiles.computeIfAbsent(spec.function(), unused -> new FunctionProfile());
    TaskEntry task = TaskEntry.of(spec, result, profile, store);
    result.setProducer(task);
    List<ObjectEntry> inputs = task.dependencies();
    lock.lock();
    try {
      task.missing = inputs.size() + 1;
    } finally {
      lock.unlock();
    }
    if (!task.knowsAllInputs()) {
      fail(task, TaskFailures.unknownInput(spec));
      return result;
    }
    for (ObjectEntry input : inputs) {
      input.onSealed(value -> onInputSealed(task, value));
    }
    onInputSealed(task, null);
    return result;
  }

  /**
   * One input fewer is missing; {@code value} is null for the one that stood for the submission.
   */
  private void onInputSealed(TaskEntry task, @Nullable ObjectValue value) {
    if (value instanceof ObjectValue.Failed) {
      fail(task, value);
      return;
    }
    lock.lock();
    try {
      task.missing--;
      if (task.missing > 0 || task.state != TaskState.WAITING) {
        return;
      }
      task.moveTo(TaskState.READY);
      ready.add(task);
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  /** Leases ready tasks for as long as a worker takes one. */
  private void dispatch() {
    Lease lease;
    while ((lease = nextLease()) != null) {
      lease.worker.port.runTask(lease.task.invocation(lease));
      if (lease.first) {
        lease.worker.port.flush(); // if all its tasks wait, nothing else would
      }
    }
  }

  /**
   * The next lease, once tasks were dealt with that are not to be leased; null if there is none.
   */
  private @Nullable Lease nextLease() {
    while (true) {
      TaskEntry stuck = null;
      Restore restore = null;
      lock.lock();
      try {
        if (closed) {
          return null;
        }
        if (ready.isEmpty()) {
          recallForIdle();
        }
        TaskEntry task = ready.peek();
        if (task == null) {
          return null;
        }
        List<ObjectEntry> stored = task.pins == null ? task.storedInputs(store) : List.of();
        ScheduledWorker worker = workers.choose(ahead(task, !stored.isEmpty()));
        List<ScheduledWorker> alsoReserved =
            worker == null ? null : workers.idleBesides(worker, task.spec.policy().slots() - 1);
        if (worker != null && alsoReserved != null) {
          if (!memory.admits(stored, workers.willUnpin())) {
            if (recallForIdle()) {
              continue; // what has not begun would unpin nothing soon
            }
            return null;
          }
          if (task.pins == null) {
            task.pins = InputPins.tryPin(store, stored);
          }
          if (task.pins != null) {
            ready.poll();
            task.moveTo(TaskState.LEASED);
            return worker.lease(task, task.pins, alsoReserved);
          }
          if (memory.restoring() >= workers.size()) {
            return null; // those that come back take the free slots first
          }
          ready.poll();
          task.moveTo(TaskState.WAITING);
          restore = new Restore(task, stored, memory.restoreBegins(stored));
        } else {
          stuck = noWorkers != null && workers.isEmpty() ? ready.poll() : growOrGiveUp();
          if (stuck == null) {
            return null;
          }
        }
      } finally {
        lock.unlock();
      }
      if (restore != null) {
        Restore begun = restore;
        InputPins.pin(store, begun.inputs, (pins, failed) -> onInputsRestored(begun, pins, failed));
      } else if (stuck != null) {
        fail(stuck, noWorkerFor(stuck));
      }
    }
  }

  /** A task whose inputs come back from disk, and how many bytes they count. */
  private record Restore(TaskEntry task, List<ObjectEntry> inputs, long bytes) {}

  /** Makes tasks ready again that a busy worker has not begun, if another has nothing to do. */
  @GuardedBy("lock")
  private boolean recallForIdle() {
    List<TaskEntry> recalled = workers.recallForIdle();
    for (TaskEntry task : recalled) {
      unpinInputs(task);
      task.moveTo(TaskState.READY);
      ready.addFirst(task);
    }
    return !recalled.isEmpty();
  }

  /** A task's inputs are back from disk, or one of them cannot be read. */
  private void onInputsRestored(
      Restore restore, InputPins pins, ObjectValue.@Nullable Failed failed) {
    TaskEntry task = restore.task;
    boolean wanted;
    lock.lock();
    try {
      memory.restoreEnds(restore.bytes);
      wanted = failed == null && task.state == TaskState.WAITING && !closed;
      if (wanted) {
        task.pins = pins;
        task.moveTo(TaskState.READY);
        ready.addFirst(task);
      }
    } finally {
      lock.unlock();
    }
    if (!wanted) {
      pins.unpin(store);
    }
    if (failed != null) {
      fail(task, failed);
    }
    dispatch();
  }

  /** How many tasks a worker may hold besides the one that it runs and that task. */
  @GuardedBy("lock")
  private int ahead(TaskEntry task, boolean pinsInputs) {
    boolean alone = task.spec.policy().slots() > 1 || (pinsInputs && store.isTight());
    return alone ? 0 : task.profile.ahead();
  }

  /** What was pinned for a task may move again. */
  @GuardedBy("lock")
  private void unpinInputs(TaskEntry task) {
    if (task.pins != null) {
      task.pins.unpin(store);
      task.pins = null;
    }
  }

  private ObjectValue noWorkerFor(TaskEntry task) {
    lock.lock();
    try {
      return noWorkers != null
          ? TaskFailures.noWorker(task.spec, noWorkers)
          : TaskFailures.tooManyBlocked(task.spec, workers.size(), ReadyWorkers.MAX_BLOCKED);
    } finally {
      lock.unlock();
    }
  }

  /**
   * If every worker is full of blocked tasks, asks for one more; if there may be none, returns the
   * task that must fail, since nothing else ends the wait.
   */
  @GuardedBy("lock")
  private @Nullable TaskEntry growOrGiveUp() {
    if ((noWorkers == null && workers.size() < expectedWorkers) || !workers.areAllBlocked()) {
      return null;
    }
    if (noWorkers == null && expectedWorkers < configuredWorkers * MAX_GROWTH) {
      expectedWorkers++;
      growPool.accept(1);
      return null;
    }
    return ready.poll();
  }

  /**
   * A worker's task has ended.
   *
   * @throws IllegalArgumentException if that worker does not hold that lease
   */
  public void onTaskFinished(
      int number, int slot, long leaseNumber, long durationNs, ObjectValue result) {
    TaskEntry task;
    lock.lock();
    try {
      if (closed) {
        return; // its result was sealed then
      }
      ScheduledWorker worker = workers.get(number);
      Lease lease = worker == null ? null : worker.find(slot, leaseNumber);
      if (worker == null || lease == null) {
        throw new IllegalArgumentException(
            "worker-" + number + " finished what it was not given: slot=" + slot);
      }
      task = lease.task.checkResult(result);
      worker.end(lease);
      task.attempts++;
      task.profile.taskFinished(durationNs);
      task.moveTo(TaskState.FINISHED);
      unpinInputs(task);
    } finally {
      lock.unlock();
    }
    failures.seal(task, result);
    task.letGoInputs(store); // after the seal: the result may refer to what the inputs held
    dispatch();
  }

  /** A worker's task waits for objects, or goes on. */
  public void onTaskBlocked(int number, int slot, long leaseNumber, boolean blocked) {
    lock.lock();
    try {
      ScheduledWorker worker = workers.get(number);
      Lease lease = worker == null ? null : worker.find(slot, leaseNumber);
      if (worker == null || lease == null) {
        return; // the task's end was faster than its thread's news
      }
      worker.setBlocked(lease, blocked);
      TaskState next = blocked ? TaskState.BLOCKED : TaskState.LEASED;
      if (lease.task.state != TaskState.FINISHED && lease.task.state != next) {
        lease.task.moveTo(next);
      }
      if (blocked) {
        lease.task.profile.taskBlocked();
      }
    } finally {
      lock.unlock();
    }
    if (blocked) {
      dispatch();
    }
  }

  @Override
  public void onWorkerReady(int number, long pid, WorkerPort port) {
    lock.lock();
    try {
      workers.add(new ScheduledWorker(number, pid, port));
      noWorkers = null;
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  @Override
  public void onWorkerDied(WorkerExit exit) {
    List<TaskEntry> lost = new ArrayList<>();
    lock.lock();
    try {
      ScheduledWorker worker = workers.remove(exit.worker());
      noWorkers = null; // it will be replaced, or that is said again
      List<Lease> leases = worker == null ? List.of() : worker.leases();
      for (int index = leases.size() - 1; index >= 0; index--) {
        Lease lease = leases.get(index);
        boolean begun = !lease.worker.port.claims().recall(lease.slot, lease.number);
        lease.worker.end(lease);
        TaskEntry task = lease.task;
        unpinInputs(task);
        task.attempts += begun ? 1 : 0;
        if (begun && task.attempts > task.spec.policy().maxRetries()) {
          lost.add(task);
        } else {
          task.moveTo(TaskState.READY);
          ready.addFirst(task);
        }
      }
    } finally {
      lock.unlock();
    }
    // only now, when it is not to be found any more: what it is given until then is let go too
    store.releaseLeases(exit.worker());
    holds.workerDied(exit.worker());
    for (TaskEntry task : lost) {
      fail(task, TaskFailures.crashed(task.spec, task.attempts, exit));
    }
    dispatch();
  }

  @Override
  public void onNoWorkers(String reason) {
    lock.lock();
    try {
      noWorkers = reason;
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  /** Ends a task that has not finished with a failure; its dependants fail with the same one. */
  private void fail(TaskEntry task, ObjectValue failure) {
    lock.lock();
    try {
      if (task.state == TaskState.FINISHED || closed) {
        return;
      }
      task.moveTo(TaskState.FINISHED);
      unpinInputs(task);
    } finally {
      lock.unlock();
    }
    failures.seal(task, failure);
    task.letGoInputs(store);
  }

  /** Sends what waits to be sent to any worker. */
  void flush() {
    toAll(WorkerPort::flush);
  }

  /** Asks all workers to collect garbage, even those that just did if it is urgent. */
  public void collectGarbage(boolean urgent) {
    toAll(port -> port.collectGarbage(urgent));
  }

  private void toAll(Consumer<WorkerPort> message) {
    List<WorkerPort> ports;
    lock.lock();
    try {
      ports = workers.ports();
    } finally {
      lock.unlock();
    }
    ports.forEach(message);
  }

  @Nullable WorkerPort port(int number) {
    lock.lock();
    try {
      ScheduledWorker worker = workers.get(number);
      return worker == null ? null : worker.port;
    } finally {
      lock.unlock();
    }
  }

  /** A snapshot of the workers and of the tasks that have not finished. */
  public SchedulerSnapshot snapshot() {
    List<TaskEntry> pending = new ArrayList<>();
    for (ObjectEntry entry : store.entries()) {
      if (entry.producer() instanceof TaskEntry task) {
        pending.add(task);
      }
    }
    lock.lock();
    try {
      return new SchedulerSnapshot(
          workers.snapshot(), pending.stream().map(SchedulerSnapshot.Task::of).toList());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      workers.clear();
    } finally {
      lock.unlock();
    }
    ObjectValue over = TaskFailures.shutDown();
    for (ObjectEntry entry : store.entries()) {
      store.seal(entry, over);
    }
  }
}
