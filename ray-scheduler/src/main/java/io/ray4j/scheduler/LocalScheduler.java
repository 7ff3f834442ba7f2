package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.ResolvedRef;
import io.ray4j.scheduler.pool.PoolListener;
import io.ray4j.scheduler.pool.WorkerExit;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
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
 * nothing is ready, tasks that others have not begun are recalled. A task that blocks does not
 * count while it does.
 */
public final class LocalScheduler implements PoolListener, AutoCloseable {
  /** How many tasks may wait for objects in one worker: each holds a thread. */
  private static final int MAX_BLOCKED = 200;

  /** How many times the configured workers the pool may have while all of them are blocked. */
  private static final int MAX_GROWTH = 4;

  private final ObjectStore store;
  private final FailureSealer failures;
  private final int configuredWorkers;

  /** Adds that many workers. */
  private final IntConsumer growPool;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ReadyQueue ready = new ReadyQueue();

  @GuardedBy("lock")
  private final Map<Integer, ScheduledWorker> workers = new TreeMap<>();

  @GuardedBy("lock")
  private final Map<FunctionDescriptor, FunctionProfile> profiles = new HashMap<>();

  /** How many workers there are or will soon be. */
  @GuardedBy("lock")
  private int expectedWorkers;

  /** Why there are no workers and will be none, or null. */
  @GuardedBy("lock")
  private @Nullable String noWorkers;

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
    this.configuredWorkers = configuredWorkers;
    this.expectedWorkers = configuredWorkers;
    this.growPool = growPool;
  }

  int configuredWorkers() {
    return configuredWorkers;
  }

  /** Takes a task; runs it as soon as its inputs are sealed and a slot is free. */
  public void submitTask(TaskSpec spec) {
    ObjectEntry result = store.createPending(spec.id().result(), spec.policy().parts());
    @Nullable ResolvedRef @Nullable [] refs = resolve(spec);
    TaskEntry task = new TaskEntry(spec, result, profile(spec.function()), refs);
    result.setProducer(task);
    List<ObjectEntry> inputs = task.dependencies();
    lock.lock();
    try {
      task.missing = inputs.size() + 1;
    } finally {
      lock.unlock();
    }
    if (refs != null && inputs.size() < countRefs(spec)) {
      fail(task, unknownInput(spec));
      return;
    }
    for (ObjectEntry input : inputs) {
      input.onSealed(value -> onInputSealed(task, value));
    }
    onInputSealed(task, null);
  }

  private FunctionProfile profile(FunctionDescriptor function) {
    lock.lock();
    try {
      return profiles.computeIfAbsent(function, unused -> new FunctionProfile());
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ResolvedRef @Nullable [] resolve(TaskSpec spec) {
    @Nullable ResolvedRef[] refs = null;
    for (int index = 0; index < spec.arguments().size(); index++) {
      if (spec.arguments().get(index) instanceof Argument.Ref ref) {
        if (refs == null) {
          refs = new @Nullable ResolvedRef[spec.arguments().size()];
        }
        refs[index] = store.resolve(ref.target());
      }
    }
    return refs;
  }

  private static long countRefs(TaskSpec spec) {
    return spec.arguments().stream().filter(Argument.Ref.class::isInstance).count();
  }

  private static ObjectValue unknownInput(TaskSpec spec) {
    return failed(
        TaskFailure.of(
            TaskFailure.Kind.OBJECT_LOST,
            spec.name(),
            spec.id().toString(),
            "An argument of "
                + spec.name()
                + " is unknown to this session: its ref comes from a session that is over, or names"
                + " a part that the result does not have."));
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
      lease.worker.port.runTask(lease.task.invocation(lease.slot, lease.number));
      if (lease.first) {
        lease.worker.port.flush(); // if all its tasks wait, nothing else would
      }
    }
  }

  private @Nullable Lease nextLease() {
    TaskEntry stuck;
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      if (ready.isEmpty()) {
        recallForIdleWorker();
      }
      TaskEntry task = ready.peek();
      if (task == null) {
        return null;
      }
      ScheduledWorker worker = chooseWorker(task);
      List<ScheduledWorker> alsoReserved =
          worker == null ? null : reserveOthers(worker, task.spec.policy().slots() - 1);
      if (worker != null && alsoReserved != null) {
        ready.poll();
        task.moveTo(TaskState.LEASED);
        return worker.lease(task, alsoReserved);
      }
      stuck = noWorkers != null && workers.isEmpty() ? ready.poll() : growOrGiveUp();
      if (stuck == null) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    fail(stuck, noWorkerFor(stuck));
    return nextLease();
  }

  /** An idle worker; else the one with the fewest tasks, if one more may be leased ahead to it. */
  @GuardedBy("lock")
  private @Nullable ScheduledWorker chooseWorker(TaskEntry task) {
    int ahead = task.spec.policy().slots() > 1 ? 0 : task.profile.ahead();
    ScheduledWorker best = null;
    for (ScheduledWorker worker : workers.values()) {
      if (worker.reserved || worker.blocked() >= MAX_BLOCKED || !worker.hasRoom()) {
        continue;
      }
      if (worker.active() == 0) {
        return worker;
      }
      if (worker.active() <= ahead && (best == null || worker.active() < best.active())) {
        best = worker;
      }
    }
    return best;
  }

  /** That many idle workers besides {@code worker}, or null if there are not so many. */
  @GuardedBy("lock")
  private @Nullable List<ScheduledWorker> reserveOthers(ScheduledWorker worker, int count) {
    if (count == 0) {
      return List.of();
    }
    List<ScheduledWorker> idle = new ArrayList<>();
    for (ScheduledWorker other : workers.values()) {
      if (other != worker && other.isIdle() && idle.size() < count) {
        idle.add(other);
      }
    }
    return idle.size() == count ? idle : null;
  }

  /** Makes tasks ready again that a busy worker has not begun, if another has nothing to do. */
  @GuardedBy("lock")
  private void recallForIdleWorker() {
    boolean anyIdle = false;
    ScheduledWorker busiest = null;
    for (ScheduledWorker worker : workers.values()) {
      anyIdle |= worker.isIdle() && worker.blocked() < MAX_BLOCKED;
      if (worker.active() > 1 && (busiest == null || worker.active() > busiest.active())) {
        busiest = worker;
      }
    }
    if (anyIdle && busiest != null) {
      for (TaskEntry task : busiest.recall(busiest.active() / 2)) {
        task.moveTo(TaskState.READY);
        ready.addFirst(task);
      }
    }
  }

  /**
   * If every worker is full of blocked tasks, asks for one more; if there may be none, returns the
   * task that must fail, since nothing else ends the wait.
   */
  @GuardedBy("lock")
  private @Nullable TaskEntry growOrGiveUp() {
    boolean allBlocked =
        !workers.isEmpty()
            && workers.size() >= expectedWorkers
            && workers.values().stream()
                .allMatch(worker -> worker.active() == 0 && worker.blocked() >= MAX_BLOCKED);
    if (!allBlocked) {
      return null;
    }
    if (expectedWorkers < configuredWorkers * MAX_GROWTH) {
      expectedWorkers++;
      growPool.accept(1);
      return null;
    }
    return ready.poll();
  }

  private ObjectValue noWorkerFor(TaskEntry task) {
    String reason;
    lock.lock();
    try {
      reason =
          noWorkers != null
              ? noWorkers
              : ("Too many tasks wait for tasks: %d workers hold %d waiting tasks each, and no more"
                      + " workers are allowed. Nest less deeply, or return the ref instead of"
                      + " waiting for it.")
                  .formatted(workers.size(), MAX_BLOCKED);
    } finally {
      lock.unlock();
    }
    return failed(
        TaskFailure.of(
            TaskFailure.Kind.NO_WORKER, task.spec.name(), task.spec.id().toString(), reason));
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
      worker.end(lease);
      task = lease.task;
      task.attempts++;
      task.profile.taskFinished(durationNs);
      if (task.state == TaskState.FINISHED) {
        task = null; // it failed otherwise meanwhile
      } else {
        task.moveTo(TaskState.FINISHED);
      }
    } finally {
      lock.unlock();
    }
    if (task != null) {
      if (result instanceof ObjectValue.Failed) {
        failures.seal(task.result, result);
      } else {
        store.seal(task.result, result);
      }
    }
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
      if (lease.task.state != TaskState.FINISHED && lease.task.state != blockedState(blocked)) {
        lease.task.moveTo(blockedState(blocked));
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

  private static TaskState blockedState(boolean blocked) {
    return blocked ? TaskState.BLOCKED : TaskState.LEASED;
  }

  @Override
  public void onWorkerReady(int number, long pid, WorkerPort port) {
    lock.lock();
    try {
      workers.put(number, new ScheduledWorker(number, pid, port));
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  @Override
  public void onWorkerDied(WorkerExit exit) {
    store.releaseLeases(exit.worker());
    List<TaskEntry> lost = new ArrayList<>();
    lock.lock();
    try {
      ScheduledWorker worker = workers.remove(exit.worker());
      if (worker == null) {
        return;
      }
      List<Lease> leases = worker.leases();
      for (int index = leases.size() - 1; index >= 0; index--) {
        Lease lease = leases.get(index);
        boolean begun = !worker.port.claims().recall(lease.slot, lease.number);
        worker.end(lease);
        TaskEntry task = lease.task;
        if (task.state == TaskState.FINISHED) {
          continue;
        }
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
    for (TaskEntry task : lost) {
      fail(task, crashed(task, exit));
    }
    dispatch();
  }

  private static ObjectValue crashed(TaskEntry task, WorkerExit exit) {
    int maxRetries = task.spec.policy().maxRetries();
    String worker = "worker-" + exit.worker() + " (pid=" + exit.pid() + ")";
    String output =
        exit.lastOutput().isEmpty()
            ? "It printed nothing."
            : "Its last output:\n" + exit.lastOutput();
    String message =
        "%s died with exitCode=%d running task=%s (%s), attempt %d of %d (maxRetries=%d). %s"
            .formatted(
                worker,
                exit.exitCode(),
                task.spec.id(),
                task.spec.name(),
                task.attempts,
                maxRetries + 1,
                maxRetries,
                output);
    return failed(
        new TaskFailure(
            TaskFailure.Kind.WORKER_CRASHED,
            task.spec.name(),
            task.spec.id().toString(),
            worker,
            message,
            exit.exitCode(),
            exit.lastOutput(),
            new byte[0]));
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
    } finally {
      lock.unlock();
    }
    failures.seal(task.result, failure);
  }

  static ObjectValue failed(TaskFailure failure) {
    return new ObjectValue.Failed(failure.toBytes());
  }

  /** Sends what waits to be sent to any worker. */
  void flush() {
    List<ScheduledWorker> all;
    lock.lock();
    try {
      all = List.copyOf(workers.values());
    } finally {
      lock.unlock();
    }
    for (ScheduledWorker worker : all) {
      worker.port.flush();
    }
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
    List<SchedulerSnapshot.Worker> workerList = new ArrayList<>();
    List<SchedulerSnapshot.Task> taskList = new ArrayList<>();
    List<TaskEntry> pending = new ArrayList<>();
    for (ObjectEntry entry : store.entries()) {
      if (entry.producer() instanceof TaskEntry task) {
        pending.add(task);
      }
    }
    lock.lock();
    try {
      for (ScheduledWorker worker : workers.values()) {
        List<String> running =
            worker.leases().stream().map(lease -> lease.task.spec.name()).toList();
        workerList.add(
            new SchedulerSnapshot.Worker(
                worker.number, worker.pid, worker.isIdle() ? "IDLE" : "BUSY", running));
      }
      for (TaskEntry task : pending) {
        taskList.add(SchedulerSnapshot.Task.of(task));
      }
    } finally {
      lock.unlock();
    }
    return new SchedulerSnapshot(workerList, taskList);
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
    ObjectValue over =
        failed(
            TaskFailure.of(
                TaskFailure.Kind.SHUT_DOWN, "", "", "The session was shut down before the end."));
    for (ObjectEntry entry : store.entries()) {
      store.seal(entry, over);
    }
  }
}
