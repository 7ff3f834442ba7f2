package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.transport.ClaimTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends tasks that are not to go on: those that are cancelled, and those whose deadline passes.
 *
 * <p>What has not begun never does. A task that runs is interrupted; if its thread still runs it
 * after a grace, its worker is killed: once nothing else is in it, or a while later. Its result is
 * decided before: what it returns then is discarded.
 *
 * <p>Thread-safe; state is guarded by the {@link LocalScheduler}'s lock.
 */
final class TaskStopper {
  /** How long a task may take to end once it was interrupted. */
  private static final long GRACE_MS = 500;

  /** How long its worker is spared, after that, for the other tasks in it. */
  private static final long SPARED_MS = 5_000;

  private static final long CHECK_MS = 50;

  private final SchedulerState state;
  private final WorkerControl control;
  private final Timer timer;
  private final Runnable dispatch;

  /**
   * Makes a stopper.
   *
   * @param dispatch is called when tasks were taken back from a worker
   */
  TaskStopper(SchedulerState state, WorkerControl control, Timer timer, Runnable dispatch) {
    this.state = state;
    this.control = control;
    this.timer = timer;
    this.dispatch = dispatch;
  }

  /** A task was handed to a worker that begins it at once: its clock starts, if it has one. */
  void taskHandedOver(Lease lease) {
    if (!lease.task.spec.policy().hasDeadline()) {
      return;
    }
    state.lock.lock();
    try {
      if (lease.isHeld()) {
        lease.deadline = timer.after(lease.task.spec.policy().timeoutNs(), () -> onDeadline(lease));
      }
    } finally {
      state.lock.unlock();
    }
  }

  private void onDeadline(Lease lease) {
    TaskEntry task = lease.task;
    Stopped stopped = new Stopped();
    state.lock.lock();
    try {
      if (!lease.isHeld() || task.isOver() || state.closed) {
        return;
      }
      task.moveTo(TaskState.STOPPING);
      stop(lease);
      for (TaskEntry child : TaskTree.descendants(task)) {
        cancel(child, stopped);
      }
    } finally {
      state.lock.unlock();
    }
    interrupt(lease, true);
    seal(stopped, "the task that had submitted it did not end in time");
    dispatch.run();
  }

  /** What the threads of a worker were doing when it was asked to end a task. */
  void onThreadDump(int worker, int slot, long leaseNumber, String dump) {
    Lease lease;
    state.lock.lock();
    try {
      lease = state.workers.find(worker, slot, leaseNumber);
    } finally {
      state.lock.unlock();
    }
    if (lease != null) {
      sealTimedOut(lease, dump);
    }
  }

  /** A worker no longer has a task that was to end: all is known of it that ever will be. */
  void taskStopped(Lease lease) {
    sealTimedOut(lease, "");
    lease.task.letGoInputs(state.store);
  }

  /** Seals the failure of a task whose deadline has passed, if that was not done before. */
  private void sealTimedOut(Lease lease, String dump) {
    TaskEntry task = lease.task;
    state.lock.lock();
    try {
      if (task.state != TaskState.STOPPING) {
        return;
      }
      state.finish(task);
    } finally {
      state.lock.unlock();
    }
    state.failures.sealRunning(task, TaskFailures.timedOut(task.spec, lease.worker.name(), dump));
  }

  /**
   * Cancels a task and all that it has submitted.
   *
   * @return false if its outcome was decided before
   */
  boolean cancel(TaskEntry task) {
    Stopped stopped = new Stopped();
    state.lock.lock();
    try {
      if (task.isOver() || state.closed) {
        return false;
      }
      List<TaskEntry> children = TaskTree.descendants(task);
      cancel(task, stopped);
      for (TaskEntry child : children) {
        cancel(child, stopped);
      }
    } finally {
      state.lock.unlock();
    }
    seal(stopped, "");
    dispatch.run();
    return true;
  }

  /** Tasks that were decided to end, and the workers that still run some of them. */
  static final class Stopped {
    private final List<TaskEntry> tasks = new ArrayList<>();
    private final List<Lease> running = new ArrayList<>();
  }

  /**
   * Decides that a task is cancelled, if nothing was decided yet; {@link #seal} must follow. The
   * caller holds the lock.
   */
  @SuppressWarnings("GuardedBy") // by the state's lock, which LostTasks knows as its own
  void cancel(TaskEntry task, Stopped stopped) {
    if (task.isOver()) {
      return;
    }
    Lease lease = task.lease;
    if (lease != null && !lease.takeBack()) {
      stop(lease);
      stopped.running.add(lease);
    } else {
      if (lease != null) {
        state.endLease(lease);
        lease.worker.port.taskRecalled();
      }
      state.unpinInputs(task);
      stopped.tasks.add(task);
    }
    state.finish(task);
  }

  /** Seals what was decided, outside the lock, and sees to it that what runs ends. */
  void seal(Stopped stopped, String reason) {
    for (Lease lease : stopped.running) {
      TaskEntry task = lease.task;
      state.failures.sealRunning(task, TaskFailures.cancelled(task.spec, reason));
      interrupt(lease, false);
    }
    for (TaskEntry task : stopped.tasks) {
      state.failures.seal(task, TaskFailures.cancelled(task.spec, reason));
    }
  }

  /** A running task is to end; its worker is given no others until it has. */
  @GuardedBy("state.lock")
  private void stop(Lease lease) {
    lease.worker.stop(lease);
    state.readyAgain(lease.worker.recall(ClaimTable.SLOTS));
    state.supply.keepSpare();
  }

  private void interrupt(Lease lease, boolean dump) {
    lease.worker.port.interruptTask(lease.slot, lease.number, dump);
    long spareUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MS + SPARED_MS);
    check(lease, GRACE_MS, spareUntilNs);
  }

  private void check(Lease lease, long afterMs, long spareUntilNs) {
    Future<?> unused =
        timer.after(TimeUnit.MILLISECONDS.toNanos(afterMs), () -> onGraceOver(lease, spareUntilNs));
  }

  private void onGraceOver(Lease lease, long spareUntilNs) {
    boolean kill;
    state.lock.lock();
    try {
      if (!lease.isHeld() || state.closed) {
        return;
      }
      kill = lease.worker.hasOnlyStopping() || System.nanoTime() - spareUntilNs >= 0;
    } finally {
      state.lock.unlock();
    }
    sealTimedOut(lease, "");
    if (kill) {
      boolean killed = control.kill(lease.worker.number);
      SchedulerLog.LOG.warn(
          "{} was interrupted and goes on, so {} {}",
          lease.task.spec.name(),
          lease.worker.name(),
          killed ? "is killed" : "is lost: it is a thread of this process");
    } else {
      check(lease, CHECK_MS, spareUntilNs);
    }
  }
}
