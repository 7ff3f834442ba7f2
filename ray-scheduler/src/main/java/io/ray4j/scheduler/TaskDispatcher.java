package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives ready tasks to workers.
 *
 * <p>A task goes to an idle worker if there is one. Otherwise it is leased ahead to the worker with
 * the fewest tasks, as long as its function's tasks are short; when a worker becomes idle and
 * nothing is ready, tasks that others have not begun are recalled. Blocked tasks do not count. A
 * task that may cost its worker's life runs in a worker that hosts no other.
 *
 * <p>Thread-safe; state is guarded by the {@link LocalScheduler}'s lock.
 */
final class TaskDispatcher {
  /** How many tasks are leased at most before the lock is given up for others. */
  private static final int MAX_LEASES = 64;

  private final SchedulerState state;
  private final TaskStopper stopper;
  private final LargeTasks largeTasks;

  @GuardedBy("state.lock")
  private final MemoryGate memory;

  TaskDispatcher(
      SchedulerState state, TaskStopper stopper, LargeTasks largeTasks, WorkerHolds holds) {
    this.largeTasks = largeTasks;
    this.state = state;
    this.stopper = stopper;
    this.memory = new MemoryGate(state.store, holds);
  }

  /** Leases ready tasks for as long as a worker takes one. */
  void dispatch() {
    carryOut(lockedStep());
  }

  private Step lockedStep() {
    state.lock.lock();
    try {
      return nextStep();
    } finally {
      state.lock.unlock();
    }
  }

  /**
   * What was decided under the lock, to be carried out outside it.
   *
   * @param leases what goes to workers
   * @param restore a task whose inputs must come back from disk first, or null
   * @param stuck a task that no worker will ever take, or null
   * @param more whether there may be more to decide
   */
  record Step(
      List<Lease> leases, @Nullable Restore restore, @Nullable TaskEntry stuck, boolean more) {
    private static final Step NOTHING = new Step(List.of(), null, null, false);
  }

  /** Does what was decided, and goes on for as long as there is more to decide. */
  void carryOut(Step first) {
    Step step = first;
    carryOutOne(step);
    while (step.more) {
      step = lockedStep();
      carryOutOne(step);
    }
  }

  private void carryOutOne(Step step) {
    for (int index = 0; index < step.leases.size(); index++) {
      Lease lease = step.leases.get(index);
      lease.worker.port.runTask(lease.task.invocation(lease));
      if (lease.first) {
        lease.worker.port.flush(); // if all its tasks wait, nothing else would
      }
      stopper.taskHandedOver(lease);
    }
    Restore restore = step.restore;
    TaskEntry stuck = step.stuck;
    if (restore != null) {
      InputPins.pin(
          state.store, restore.inputs, (pins, failed) -> onInputsRestored(restore, pins, failed));
    } else if (stuck != null) {
      state.fail(stuck, noWorkerFor(stuck));
    }
  }

  /** Decides what is to be done with the next ready tasks. */
  @SuppressWarnings("GuardedBy") // by the state's lock, which the scheduler knows as its own
  Step nextStep() {
    List<Lease> leases = List.of();
    while (!state.closed) {
      if (state.ready.peek() == null) {
        recallForIdle();
      }
      TaskEntry task = state.ready.peek();
      if (task == null) {
        break;
      }
      if (task.outOfMemory != null && state.workers.large() == null) {
        state.ready.poll(); // its worker has died
        if (largeTasks.await(task)) {
          continue;
        }
        state.unpinInputs(task);
        return new Step(leases, null, task, true);
      }
      List<ObjectEntry> stored = task.pins == null ? task.storedInputs(state.store) : List.of();
      ScheduledWorker worker = choose(task, !stored.isEmpty());
      List<ScheduledWorker> alsoReserved =
          worker == null ? null : state.workers.idleBesides(worker, task.spec.policy().slots() - 1);
      if (worker == null || alsoReserved == null) {
        TaskEntry stuck = growOrGiveUp();
        if (stuck != null) {
          return new Step(leases, null, stuck, true);
        }
        break;
      }
      if (!stored.isEmpty() && !memory.admits(stored, state.workers.willUnpin())) {
        if (recallForIdle()) {
          continue; // what has not begun would unpin nothing soon
        }
        break;
      }
      if (task.pins == null) {
        task.pins = InputPins.tryPin(state.store, stored);
      }
      if (task.pins == null) {
        if (memory.restoring() >= state.workers.size()) {
          break; // those that come back take the free slots first
        }
        state.ready.poll();
        task.moveTo(TaskState.WAITING);
        return new Step(
            leases, new Restore(task, stored, memory.restoreBegins(stored)), null, true);
      }
      state.ready.poll();
      task.moveTo(TaskState.LEASED);
      if (leases.isEmpty()) {
        leases = new ArrayList<>(1);
      }
      leases.add(worker.lease(task, task.pins, alsoReserved));
      if (leases.size() == MAX_LEASES) {
        return new Step(leases, null, null, true);
      }
    }
    return leases.isEmpty() ? Step.NOTHING : new Step(leases, null, null, false);
  }

  /** A task whose inputs come back from disk, and how many bytes they count. */
  record Restore(TaskEntry task, List<ObjectEntry> inputs, long bytes) {}

  /** The worker that is to run the task, or null if it has to wait. */
  @GuardedBy("state.lock")
  private @Nullable ScheduledWorker choose(TaskEntry task, boolean pinsInputs) {
    int slots = task.spec.policy().slots();
    if (task.outOfMemory != null) {
      ScheduledWorker large = state.workers.large();
      return large != null && large.isEmpty() ? large : null;
    }
    if (task.wantsEmptyWorker()) {
      ScheduledWorker empty = state.workers.chooseEmpty(slots);
      if (empty != null || state.workers.freeSlots() < slots) {
        return empty;
      }
      // the idle workers host tasks that wait, perhaps for this one
      return state.supply.grow(state.workers.size()) ? null : state.workers.choose(slots, 0);
    }
    boolean alone = slots > 1 || (pinsInputs && state.store.isTight());
    return state.workers.choose(slots, alone ? 0 : task.profile.ahead());
  }

  /** Makes tasks ready again that a busy worker has not begun, if another has nothing to do. */
  @GuardedBy("state.lock")
  private boolean recallForIdle() {
    List<Lease> recalled = state.workers.recallForIdle();
    state.readyAgain(recalled);
    return !recalled.isEmpty();
  }

  /** A task's inputs are back from disk, or one of them cannot be had, or not yet. */
  private void onInputsRestored(
      Restore restore, InputPins pins, ObjectValue.@Nullable Failed failed) {
    TaskEntry task = restore.task;
    boolean wanted;
    boolean again;
    state.lock.lock();
    try {
      memory.restoreEnds(restore.bytes);
      again = failed != null && memory.triesAgain(failed, restore.inputs, state.workers);
      wanted = (failed == null || again) && task.state == TaskState.WAITING && !state.closed;
      if (wanted) {
        task.pins = again ? null : pins;
        state.readyAgain(task);
      }
    } finally {
      state.lock.unlock();
    }
    if (!wanted) {
      pins.unpin(state.store);
    }
    if (failed != null && !again) {
      state.fail(task, failed);
    }
    dispatch();
  }

  private ObjectValue.Failed noWorkerFor(TaskEntry task) {
    state.lock.lock();
    try {
      if (task.outOfMemory != null) {
        return TaskFailures.again(task.outOfMemory, "There is no worker with a larger heap.");
      }
      String exhausted = state.supply.exhausted();
      return exhausted != null
          ? TaskFailures.noWorker(task.spec, exhausted)
          : TaskFailures.tooManyBlocked(task.spec, state.workers.size(), ReadyWorkers.MAX_BLOCKED);
    } finally {
      state.lock.unlock();
    }
  }

  /**
   * If every worker is full of blocked tasks, asks for one more; if there may be none, returns the
   * task that must fail, since nothing else ends the wait.
   */
  @GuardedBy("state.lock")
  private @Nullable TaskEntry growOrGiveUp() {
    boolean none = state.workers.isEmpty() && state.supply.exhausted() != null;
    if (!none && !state.workers.areAllBlocked()) {
      return null;
    }
    return state.supply.grow(state.workers.size()) ? null : state.ready.poll();
  }
}
