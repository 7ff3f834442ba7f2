package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.transport.ClaimTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks for which a worker's heap was too small, and that run once more, each alone in a worker
 * with a larger one, which ends when none is left.
 *
 * <p>A worker that ran out of memory is given no more tasks, and is replaced once it hosts none:
 * what was thrown there may have left anything half done.
 *
 * <p>State is guarded by the {@link LocalScheduler}'s lock, which the caller holds but for {@link
 * #onNoLargeWorker}.
 */
@SuppressWarnings("GuardedBy") // by the state's lock, which callers know as their own
final class LargeTasks {
  private final SchedulerState state;
  private final WorkerControl control;

  @GuardedBy("state.lock")
  private final ArrayDeque<TaskEntry> waiting = new ArrayDeque<>();

  /** Whether a large worker was asked for, or is there, or has not yet gone. */
  @GuardedBy("state.lock")
  private boolean underWay;

  LargeTasks(SchedulerState state, WorkerControl control) {
    this.state = state;
    this.control = control;
  }

  /** A run of a task has ended, its heap too small; returns whether there will be another one. */
  boolean runsAgain(TaskEntry task, ObjectValue.Failed failure) {
    if (task.outOfMemory != null || task.spec.policy().maxRetries() == 0) {
      return false;
    }
    task.outOfMemory = failure;
    return await(task);
  }

  /** Puts a task aside until there is a large worker; false if there will be none. */
  boolean await(TaskEntry task) {
    if (!underWay) {
      underWay = control.growLarge();
    }
    if (underWay) {
      task.moveTo(TaskState.WAITING);
      waiting.add(task);
    }
    return underWay;
  }

  /** Gives a worker that has run out of memory nothing more. */
  void retire(ScheduledWorker worker) {
    if (control.canReplace()) {
      worker.retire();
      state.readyAgain(worker.recall(ClaimTable.SLOTS));
    }
  }

  /** A worker hosts a task less. */
  void onLeaseEnded(ScheduledWorker worker) {
    if (worker.large && !worker.isRetiring() && !readyNext()) {
      worker.retire();
    }
    if (worker.isRetiring() && worker.isEmpty()) {
      control.replace(worker.number);
    }
  }

  /** The next task is ready, if there is one: for the large worker, which takes no other. */
  private boolean readyNext() {
    TaskEntry next;
    while ((next = waiting.poll()) != null) {
      if (next.state == TaskState.WAITING) {
        state.readyAgain(next);
        return true;
      }
    }
    return false;
  }

  /** The large worker is there. */
  void onLargeWorkerReady(ScheduledWorker worker) {
    onLeaseEnded(worker); // as if it had just run one
  }

  /** It is gone; if tasks wait, they need another. */
  void onLargeWorkerDied() {
    waiting.removeIf(task -> task.state != TaskState.WAITING);
    underWay = !waiting.isEmpty() && control.growLarge();
  }

  /** There is none to be had: those that wait for it fail as they did before. */
  void onNoLargeWorker(String reason) {
    List<TaskEntry> failed;
    state.lock.lock();
    try {
      underWay = false;
      failed = new ArrayList<>(waiting);
      waiting.clear();
    } finally {
      state.lock.unlock();
    }
    for (TaskEntry task : failed) {
      if (task.outOfMemory != null) {
        state.fail(task, TaskFailures.again(task.outOfMemory, reason));
      }
    }
  }

  /** Whether a result says that the heap was too small. */
  static boolean isOutOfMemory(ObjectValue result) {
    return result instanceof ObjectValue.Failed failed
        && TaskFailure.kindOf(failed) == TaskFailure.Kind.OUT_OF_MEMORY;
  }

  /** The failure of a second run, which says that there was a first one. */
  static ObjectValue.Failed ofSecondRun(ObjectValue.Failed failure) {
    return TaskFailures.again(
        failure, "It had run out of memory before, in a worker with a smaller heap.");
  }
}
