package io.ray4j.scheduler;

import io.ray4j.scheduler.pool.WorkerExit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes of the tasks of a worker that has died.
 *
 * <p>What it had not begun goes to another worker. What was running is charged with the death, and
 * so is what had submitted that, or a parent whose child kills the worker that they share would run
 * for ever; tasks that only waited there are not. All run again, each within its bounds. What the
 * lost runs had submitted is cancelled: they submit it anew.
 *
 * <p>Made for one death, by the thread that handles it.
 */
final class LostTasks {
  private final SchedulerState state;
  private final TaskStopper stopper;
  private final LargeTasks largeTasks;
  private final TaskStopper.Stopped orphans = new TaskStopper.Stopped();
  private final List<TaskEntry> failed = new ArrayList<>();
  private final List<Lease> stopped = new ArrayList<>();

  LostTasks(SchedulerState state, TaskStopper stopper, LargeTasks largeTasks) {
    this.largeTasks = largeTasks;
    this.state = state;
    this.stopper = stopper;
  }

  /** Decides; {@link #seal} must follow, outside the lock, which the caller holds now. */
  @SuppressWarnings("GuardedBy") // by the state's lock, which the scheduler knows as its own
  void decide(List<Lease> leases, WorkerExit exit) {
    List<Lease> begun = leases.stream().filter(lease -> !lease.takeBack()).toList();
    Set<TaskEntry> killers = killers(begun, exit);
    List<TaskEntry> lost = new ArrayList<>();
    List<TaskEntry> children = new ArrayList<>();
    for (int index = leases.size() - 1; index >= 0; index--) { // so that they are ready in order
      Lease lease = leases.get(index);
      TaskEntry task = lease.task;
      state.endLease(lease);
      if (lease.stopping) {
        stopped.add(lease);
      } else if (!begun.contains(lease)) {
        state.readyAgain(task);
      } else {
        children.addAll(TaskTree.descendants(task));
        boolean guilty = TaskTree.anyBelow(task, killers);
        boolean goesOn = task.attempts().lostWorker(task.spec.policy(), guilty);
        if (guilty
            && exit.gaveUpForMemory()
            && largeTasks.runsAgain(task, TaskFailures.crashed(task.spec, task.attempts(), exit))) {
          continue;
        }
        if (goesOn) {
          state.readyAgain(task);
        } else {
          lost.add(task);
        }
      }
    }
    for (TaskEntry child : children) {
      stopper.cancel(child, orphans);
    }
    for (TaskEntry task : lost) {
      if (!task.isOver()) { // it may be another's orphan
        state.finish(task);
        failed.add(task);
      }
    }
  }

  /** The tasks that may have ended the worker: none if it was killed for one that was to end. */
  private static Set<TaskEntry> killers(List<Lease> begun, WorkerExit exit) {
    Set<TaskEntry> killers = new LinkedHashSet<>();
    if (begun.stream().anyMatch(lease -> lease.stopping)) {
      return killers;
    }
    begun.stream().filter(lease -> !lease.blocked).forEach(lease -> killers.add(lease.task));
    if (killers.isEmpty() && exit.byItself()) {
      begun.forEach(lease -> killers.add(lease.task)); // one of them went on just before
    }
    return killers;
  }

  void seal(WorkerExit exit) {
    stopped.forEach(stopper::taskStopped);
    for (TaskEntry task : failed) {
      state.failures.seal(task, TaskFailures.crashed(task.spec, task.attempts(), exit));
    }
    stopper.seal(orphans, "the worker of the task that had submitted it died");
  }
}
