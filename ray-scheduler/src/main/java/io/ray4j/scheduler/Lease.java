package io.ray4j.scheduler;

import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A task in the hands of a worker.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock, but for what never changes.
 */
final class Lease {
  final ScheduledWorker worker;
  final TaskEntry task;
  final int slot;
  final long number;

  /** Whether the worker had nothing else to run, and so must hear of this task at once. */
  final boolean first;

  /** The inputs that are pinned for the worker to read. */
  final InputPins pins;

  /** Other workers that stay idle meanwhile, since the task takes more than one slot. */
  final List<ScheduledWorker> reserved;

  boolean blocked;

  /** Whether its task is to end: it was cancelled, or its deadline has passed. */
  boolean stopping;

  /** What will happen at its task's deadline; null if it has none. */
  @Nullable Future<?> deadline;

  Lease(
      ScheduledWorker worker,
      TaskEntry task,
      int slot,
      long number,
      boolean first,
      InputPins pins,
      List<ScheduledWorker> reserved) {
    this.worker = worker;
    this.task = task;
    this.slot = slot;
    this.number = number;
    this.first = first;
    this.pins = pins;
    this.reserved = reserved;
  }

  /** Whether the worker still has the task. */
  boolean isHeld() {
    return worker.find(slot, number) == this;
  }

  /** Whether the worker runs it now. */
  boolean isRunning() {
    return worker.port.claims().hasBegun(slot, number);
  }

  /** Takes the task back from the worker; false if that has begun it. */
  boolean takeBack() {
    return worker.port.claims().recall(slot, number);
  }
}
