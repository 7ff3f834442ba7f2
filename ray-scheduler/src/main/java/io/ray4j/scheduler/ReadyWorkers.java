package io.ray4j.scheduler;

import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers that can be given tasks, and which of them is given the next one. There may be more
 * of them than slots: then some are spare, warm for when another dies, or is full of tasks that
 * wait.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class ReadyWorkers {
  /** How many tasks may wait for objects in one worker: each holds a thread. */
  static final int MAX_BLOCKED = 200;

  private final Map<Integer, ScheduledWorker> byNumber = new TreeMap<>();
  private final int slots;

  /** All of them, by number: an array, since each task looks through it. */
  private ScheduledWorker[] workers = {};

  /** How many there are, but for large ones. */
  private int size;

  /**
   * Makes an empty set.
   *
   * @param slots how many of them may run tasks at the same time
   */
  ReadyWorkers(int slots) {
    this.slots = slots;
  }

  void add(ScheduledWorker worker) {
    byNumber.put(worker.number, worker);
    changed();
  }

  private void changed() {
    workers = byNumber.values().toArray(new ScheduledWorker[0]);
    size = (int) byNumber.values().stream().filter(worker -> !worker.large).count();
  }

  @Nullable ScheduledWorker get(int number) {
    return byNumber.get(number);
  }

  /** That lease, if that worker holds it. */
  @Nullable Lease find(int number, int slot, long lease) {
    ScheduledWorker worker = byNumber.get(number);
    return worker == null ? null : worker.find(slot, lease);
  }

  @Nullable ScheduledWorker remove(int number) {
    ScheduledWorker removed = byNumber.remove(number);
    changed();
    return removed;
  }

  void clear() {
    byNumber.clear();
    changed();
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many there are, but for large ones. */
  int size() {
    return size;
  }

  /** The large worker, or null if there is none that can be given a task. */
  @Nullable ScheduledWorker large() {
    return byNumber.values().stream()
        .filter(worker -> worker.large && !worker.isRetiring() && !worker.isStopping())
        .findFirst()
        .orElse(null);
  }

  List<WorkerPort> ports() {
    return byNumber.values().stream().map(worker -> worker.port).toList();
  }

  /**
   * An idle worker, if a slot is free; else the one with the fewest tasks, if one more may be
   * leased ahead to it.
   *
   * @param taken how many slots the task takes
   * @param ahead how many tasks a worker may hold besides the one that it runs
   */
  @Nullable ScheduledWorker choose(int taken, int ahead) {
    ScheduledWorker idle = null;
    ScheduledWorker best = null;
    int free = slots;
    for (ScheduledWorker worker : workers) {
      if (!worker.isForAll()) {
        continue; // its slot is another's
      }
      free -= worker.isIdle() ? 0 : 1;
      if (worker.reserved || worker.blocked() >= MAX_BLOCKED || !worker.hasRoom()) {
        continue;
      }
      if (worker.active() == 0) {
        idle = idle == null ? worker : idle;
      } else if (worker.active() <= ahead && (best == null || worker.active() < best.active())) {
        best = worker;
      }
    }
    return idle != null && free >= taken ? idle : best;
  }

  /** A worker that hosts no task, if a slot is free. */
  @Nullable ScheduledWorker chooseEmpty(int taken) {
    if (freeSlots() < taken) {
      return null;
    }
    for (ScheduledWorker worker : workers) {
      if (worker.isEmpty() && worker.isForAll()) {
        return worker;
      }
    }
    return null;
  }

  /** How many more workers may run a task. */
  int freeSlots() {
    int free = slots;
    for (ScheduledWorker worker : workers) {
      free -= !worker.isForAll() || worker.isIdle() ? 0 : 1;
    }
    return free;
  }

  /** That many idle workers besides {@code worker}, or null if there are not so many. */
  @Nullable List<ScheduledWorker> idleBesides(ScheduledWorker worker, int count) {
    if (count == 0) {
      return List.of();
    }
    List<ScheduledWorker> idle = new ArrayList<>();
    for (ScheduledWorker other : workers) {
      if (other != worker && other.isIdle() && other.isForAll() && idle.size() < count) {
        idle.add(other);
      }
    }
    return idle.size() == count ? idle : null;
  }

  /** Takes back tasks that a busy worker has not begun, if another has nothing to do. */
  List<Lease> recallForIdle() {
    boolean anyIdle = false;
    ScheduledWorker busiest = null;
    for (ScheduledWorker worker : workers) {
      anyIdle |= worker.isIdle() && worker.isForAll() && worker.blocked() < MAX_BLOCKED;
      if (worker.active() > 1 && (busiest == null || worker.active() > busiest.active())) {
        busiest = worker;
      }
    }
    return anyIdle && busiest != null && freeSlots() > 0
        ? busiest.recall(busiest.active() / 2)
        : List.of();
  }

  /** Whether any task has inputs pinned and does not wait for objects. */
  boolean willUnpin() {
    for (ScheduledWorker worker : workers) {
      if (worker.willUnpin()) {
        return true;
      }
    }
    return false;
  }

  /** Whether some worker runs a task that is to end. */
  boolean isStopping(TaskId task) {
    return byNumber.values().stream()
        .filter(ScheduledWorker::isStopping)
        .flatMap(worker -> worker.leases().stream())
        .anyMatch(lease -> lease.stopping && lease.task.spec.id().equals(task));
  }

  /** Whether any task has inputs pinned, be it that it waits for objects. */
  boolean havePins() {
    return byNumber.values().stream()
        .flatMap(worker -> worker.leases().stream())
        .anyMatch(lease -> !lease.pins.isEmpty());
  }

  /** Whether any task runs, or is about to, and does not wait for objects. */
  boolean anyRuns() {
    return byNumber.values().stream().anyMatch(worker -> worker.active() > 0);
  }

  List<SchedulerSnapshot.Worker> snapshot() {
    return byNumber.values().stream().map(SchedulerSnapshot.Worker::of).toList();
  }

  /** Whether every worker is full of tasks that wait for objects. */
  boolean areAllBlocked() {
    for (ScheduledWorker worker : workers) {
      if (!worker.large && (worker.active() > 0 || worker.blocked() < MAX_BLOCKED)) {
        return false;
      }
    }
    return !isEmpty();
  }
}
