package io.ray4j.scheduler;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.pool.PoolListener;
import io.ray4j.scheduler.pool.WorkerExit;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which ready task runs on which worker of this node.
 *
 * <p>A monitor: the calling thread does the work, under its lock; sealing and sending happen
 * outside it. {@code close} fails what has not finished.
 *
 * <p>This class knows when something happens to a task; {@link TaskDispatcher} finds it a worker,
 * {@link LostTasks} decides what follows from a worker's death, {@link TaskStopper} ends it early.
 */
public final class LocalScheduler implements PoolListener, AutoCloseable {
  private final ObjectStore store;
  private final WorkerHolds holds;
  private final SchedulerState state;
  private final Timer timer = new Timer();
  private final TaskStopper stopper;
  private final LargeTasks largeTasks;
  private final TaskDispatcher dispatcher;

  private final Map<FunctionDescriptor, FunctionProfile> profiles = new ConcurrentHashMap<>();

  /**
   * Makes a scheduler without workers.
   *
   * @param store this node's objects
   * @param configuredWorkers how many workers the pool was asked for
   * @param control the pool
   */
  public LocalScheduler(ObjectStore store, int configuredWorkers, WorkerControl control) {
    this.store = store;
    this.holds = new WorkerHolds(store);
    this.state = new SchedulerState(store, configuredWorkers, control);
    this.stopper = new TaskStopper(state, control, timer, this::dispatch);
    this.largeTasks = new LargeTasks(state, control);
    this.dispatcher = new TaskDispatcher(state, stopper, largeTasks, holds);
  }

  /** Has tasks kept that fail from now on. */
  public void keepFailedTasks(FailedTasks failedTasks) {
    state.failures.setListener(failedTasks);
  }

  WorkerHolds workerHolds() {
    return holds;
  }

  int configuredWorkers() {
    return state.configuredWorkers;
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
    TaskEntry parent = spec.parent() == null ? null : find(spec.parent().result());
    List<ObjectEntry> inputs = task.dependencies();
    boolean wanted;
    TaskDispatcher.Step step = null;
    state.lock.lock();
    try {
      task.missing = task.needsNothing() ? 0 : inputs.size() + 1;
      wanted = parent == null ? !isStopping(spec.parent()) : adopt(parent, task);
      if (wanted && task.needsNothing()) {
        makeReady(task);
        step = dispatcher.nextStep();
      }
    } finally {
      state.lock.unlock();
    }
    if (!wanted) {
      state.fail(task, TaskFailures.cancelled(spec, "so was the task that submitted it"));
      return result;
    }
    if (step != null) {
      dispatcher.carryOut(step);
      return result;
    }
    if (!task.knowsAllInputs()) {
      state.fail(task, TaskFailures.unknownInput(spec));
      return result;
    }
    for (ObjectEntry input : inputs) {
      input.onSealed(value -> onInputSealed(task, value));
    }
    onInputSealed(task, null);
    return result;
  }

  /** The task that makes an object, or null if the object is unknown or sealed, or was put. */
  private @Nullable TaskEntry find(ObjectId object) {
    ObjectEntry entry = store.find(object.whole());
    return entry != null && entry.producer() instanceof TaskEntry task ? task : null;
  }

  /** Notes who submitted a task; false if that one is to end, and the new one with it. */
  @GuardedBy("state.lock")
  private boolean adopt(TaskEntry parent, TaskEntry child) {
    if (parent.isOver()) {
      return !isStopping(parent.spec.id()); // a thread that a task left behind may still submit
    }
    TaskTree.adopt(parent, child);
    return true;
  }

  @GuardedBy("state.lock")
  private boolean isStopping(@Nullable TaskId task) {
    return task != null && state.workers.isStopping(task);
  }

  /**
   * One input fewer is missing; {@code value} is null for the one that stood for the submission.
   */
  private void onInputSealed(TaskEntry task, @Nullable ObjectValue value) {
    if (value instanceof ObjectValue.Failed failed) {
      state.fail(task, failed);
      return;
    }
    state.lock.lock();
    try {
      task.missing--;
      if (task.missing > 0 || task.state != TaskState.WAITING) {
        return;
      }
      makeReady(task);
    } finally {
      state.lock.unlock();
    }
    dispatch();
  }

  @GuardedBy("state.lock")
  private void makeReady(TaskEntry task) {
    task.moveTo(TaskState.READY);
    state.ready.add(task);
  }

  private void dispatch() {
    dispatcher.dispatch();
  }

  /**
   * A worker's task has ended. {@link #onBatchEnd} must follow, which finds others for its slot.
   *
   * @throws IllegalArgumentException if that worker does not hold that lease
   */
  public void onTaskFinished(
      int number, int slot, long leaseNumber, long durationNs, ObjectValue result) {
    Lease lease;
    long backOffNs = -1;
    boolean again = false;
    state.lock.lock();
    try {
      if (state.closed) {
        return; // its result was sealed then
      }
      lease = state.workers.find(number, slot, leaseNumber);
      if (lease == null) {
        throw new IllegalArgumentException(
            "worker-" + number + " finished what it was not given: slot=" + slot);
      }
      TaskEntry task = lease.task.checkResult(result);
      boolean retry = !lease.stopping && asksForRetry(task, result);
      state.endLease(lease);
      task.profile.taskFinished(durationNs);
      boolean noMemory = LargeTasks.isOutOfMemory(result);
      if (noMemory) {
        largeTasks.retire(lease.worker);
      }
      if (retry && task.attempts().threw(task.spec.policy())) {
        backOffNs = task.attempts().backOffNs();
        task.moveTo(TaskState.WAITING);
      } else {
        if (lease.stopping || (!retry && result instanceof ObjectValue.Failed)) {
          task.attempts().runEnded();
        }
        again =
            noMemory && !lease.stopping && largeTasks.runsAgain(task, (ObjectValue.Failed) result);
        if (!lease.stopping && !again) {
          state.finish(task);
        }
      }
      largeTasks.onLeaseEnded(lease.worker);
    } finally {
      state.lock.unlock();
    }
    if (backOffNs >= 0) {
      Future<?> unused = timer.after(backOffNs, () -> onBackOffOver(lease.task));
    } else if (lease.stopping) {
      stopper.taskStopped(lease);
      discard(result);
    } else if (!again) {
      seal(lease.task, result);
    }
  }

  /** All that was known of workers' tasks was told. */
  public void onBatchEnd() {
    dispatch();
  }

  private void seal(TaskEntry task, ObjectValue result) {
    if (result instanceof ObjectValue.Failed failed) {
      boolean secondRun = task.outOfMemory != null && LargeTasks.isOutOfMemory(result);
      state.failures.seal(task, secondRun ? LargeTasks.ofSecondRun(failed) : failed);
    } else {
      store.seal(task.result, result);
      task.letGoInputs(store); // after the seal: the result may refer to what the inputs held
    }
  }

  /** Gives back what the result of a task takes that has another outcome already. */
  private void discard(ObjectValue result) {
    if (result instanceof ObjectValue.Composite composite) {
      composite.parts().forEach(store::discard);
    } else {
      store.discard(result);
    }
  }

  /** Whether a function threw what its {@code retryOn} names. */
  private static boolean asksForRetry(TaskEntry task, ObjectValue result) {
    return result instanceof ObjectValue.Failed failed
        && !task.spec.policy().retryOn().isEmpty()
        && TaskFailure.fromBytes(failed.failure()).retry();
  }

  private void onBackOffOver(TaskEntry task) {
    state.lock.lock();
    try {
      if (task.state != TaskState.WAITING || state.closed) {
        return; // cancelled meanwhile
      }
      makeReady(task);
    } finally {
      state.lock.unlock();
    }
    dispatch();
  }

  /** A worker's task waits for objects, or goes on. */
  public void onTaskBlocked(int number, int slot, long leaseNumber, boolean blocked) {
    state.lock.lock();
    try {
      Lease lease = state.workers.find(number, slot, leaseNumber);
      if (lease == null) {
        return; // the task's end was faster than its thread's news
      }
      lease.worker.setBlocked(lease, blocked);
      TaskState next = blocked ? TaskState.BLOCKED : TaskState.LEASED;
      if (!lease.task.isOver() && lease.task.state != next) {
        lease.task.moveTo(next);
      }
      if (blocked) {
        lease.task.profile.taskBlocked();
      }
    } finally {
      state.lock.unlock();
    }
    if (blocked) {
      dispatch();
    }
  }

  /**
   * Cancels the task that makes an object, and what that one has submitted.
   *
   * @return whether its outcome is that from now on; false if it has another one already, or no
   *     task makes the object
   */
  public boolean cancel(ObjectId object) {
    TaskEntry task = find(object);
    return task != null && stopper.cancel(task);
  }

  /** What a worker's threads were doing when it was asked to end a task. */
  public void onThreadDump(int number, int slot, long leaseNumber, String dump) {
    stopper.onThreadDump(number, slot, leaseNumber, dump);
  }

  @Override
  public void onWorkerReady(int number, long pid, WorkerPort port) {
    state.lock.lock();
    try {
      state.workers.add(new ScheduledWorker(number, pid, false, port));
      state.supply.setExhausted(null);
    } finally {
      state.lock.unlock();
    }
    dispatch();
  }

  @Override
  public void onLargeWorkerReady(int number, long pid, WorkerPort port) {
    state.lock.lock();
    try {
      ScheduledWorker worker = new ScheduledWorker(number, pid, true, port);
      state.workers.add(worker);
      largeTasks.onLargeWorkerReady(worker);
    } finally {
      state.lock.unlock();
    }
    dispatch();
  }

  @Override
  public void onLargeWorkerFailed(String reason) {
    largeTasks.onNoLargeWorker(reason);
  }

  @Override
  public void onWorkerDied(WorkerExit exit) {
    LostTasks lost = new LostTasks(state, stopper, largeTasks);
    state.lock.lock();
    try {
      ScheduledWorker worker = state.workers.remove(exit.worker());
      state.supply.setExhausted(null); // it will be replaced, or that is said again
      lost.decide(worker == null ? List.of() : worker.leases(), exit);
      if (worker != null && worker.large) {
        largeTasks.onLargeWorkerDied();
      }
    } finally {
      state.lock.unlock();
    }
    // only now, when it is not to be found any more: what it is given until then is let go too
    store.releaseLeases(exit.worker());
    holds.workerDied(exit.worker());
    lost.seal(exit);
    dispatch();
  }

  @Override
  public void onNoWorkers(String reason) {
    state.lock.lock();
    try {
      state.supply.setExhausted(reason);
    } finally {
      state.lock.unlock();
    }
    dispatch();
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
    state.lock.lock();
    try {
      ports = state.workers.ports();
    } finally {
      state.lock.unlock();
    }
    ports.forEach(message);
  }

  @Nullable WorkerPort port(int number) {
    state.lock.lock();
    try {
      ScheduledWorker worker = state.workers.get(number);
      return worker == null ? null : worker.port;
    } finally {
      state.lock.unlock();
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
    state.lock.lock();
    try {
      return new SchedulerSnapshot(
          state.workers.snapshot(), pending.stream().map(SchedulerSnapshot.Task::of).toList());
    } finally {
      state.lock.unlock();
    }
  }

  @Override
  public void close() {
    state.lock.lock();
    try {
      state.closed = true;
      state.workers.clear();
    } finally {
      state.lock.unlock();
    }
    timer.close();
    ObjectValue over = TaskFailures.shutDown();
    for (ObjectEntry entry : store.entries()) {
      if (entry.value() == null) {
        store.seal(entry, over);
      }
    }
  }
}
