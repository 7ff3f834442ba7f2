package io.ray4j.scheduler;

import io.ray4j.scheduler.transport.WorkerPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers that can be given tasks, and which of them is given the next one.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class ReadyWorkers {
  /** How many tasks may wait for objects in one worker: each holds a thread. */
  static final int MAX_BLOCKED = 200;

  private final Map<Integer, ScheduledWorker> workers = new TreeMap<>();

  void add(ScheduledWorker worker) {
    workers.put(worker.number, worker);
  }

  @Nullable ScheduledWorker get(int number) {
    return workers.get(number);
  }

  @Nullable ScheduledWorker remove(int number) {
    return workers.remove(number);
  }

  void clear() {
    workers.clear();
  }

  boolean isEmpty() {
    return workers.isEmpty();
  }

  int size() {
    return workers.size();
  }

  List<WorkerPort> ports() {
    return workers.values().stream().map(worker -> worker.port).toList();
  }

  /**
   * An idle worker; else the one with the fewest tasks, if one more may be leased ahead to it.
   *
   * @param ahead how many tasks a worker may hold besides the one that it runs
   */
  @Nullable ScheduledWorker choose(int ahead) {
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
  @Nullable List<ScheduledWorker> idleBesides(ScheduledWorker worker, int count) {
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

  /** Takes back tasks that a busy worker has not begun, if another has nothing to do. */
  List<TaskEntry> recallForIdle() {
    boolean anyIdle = false;
    ScheduledWorker busiest = null;
    for (ScheduledWorker worker : workers.values()) {
      anyIdle |= worker.isIdle() && worker.blocked() < MAX_BLOCKED;
      if (worker.active() > 1 && (busiest == null || worker.active() > busiest.active())) {
        busiest = worker;
      }
    }
    return anyIdle && busiest != null ? busiest.recall(busiest.active() / 2) : List.of();
  }

  /** Whether any task has inputs pinned and does not wait for objects. */
  boolean willUnpin() {
    return workers.values().stream().anyMatch(ScheduledWorker::willUnpin);
  }

  /** Whether any task has inputs pinned, be it that it waits for objects. */
  boolean havePins() {
    return workers.values().stream()
        .flatMap(worker -> worker.leases().stream())
        .anyMatch(lease -> !lease.pins.isEmpty());
  }

  /** Whether any task runs, or is about to, and does not wait for objects. */
  boolean anyRuns() {
    return workers.values().stream().anyMatch(worker -> worker.active() > 0);
  }

  List<SchedulerSnapshot.Worker> snapshot() {
    return workers.values().stream().map(SchedulerSnapshot.Worker::of).toList();
  }

  /** Whether every worker is full of tasks that wait for objects. */
  boolean areAllBlocked() {
    return !workers.isEmpty()
        && workers.values().stream()
            .allMatch(worker -> worker.active() == 0 && worker.blocked() >= MAX_BLOCKED);
  }
}
