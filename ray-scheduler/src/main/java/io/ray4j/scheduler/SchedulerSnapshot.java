package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import java.util.List;

/**
 * The scheduler's state at one moment, for people. Immutable.
 *
 * @param workers the ready workers
 * @param tasks the tasks that have not finished
 */
public record SchedulerSnapshot(List<Worker> workers, List<Task> tasks) {
  public SchedulerSnapshot {
    workers = List.copyOf(workers);
    tasks = List.copyOf(tasks);
  }

  /**
   * A worker.
   *
   * @param number its number
   * @param pid its process id
   * @param state IDLE, BUSY or STOPPING
   * @param tasks the names of the tasks that it holds
   */
  public record Worker(int number, long pid, String state, List<String> tasks) {
    static Worker of(ScheduledWorker worker) {
      return new Worker(
          worker.number,
          worker.pid,
          worker.isStopping() ? "STOPPING" : worker.isIdle() ? "IDLE" : "BUSY",
          worker.leases().stream().map(lease -> lease.task.spec.name()).toList());
    }
  }

  /**
   * A task that has not finished.
   *
   * @param id the task
   * @param name how people know it
   * @param state the name of its state
   * @param attempts how many times a worker has begun it
   * @param waitingFor the inputs that are not sealed
   */
  public record Task(
      String id, String name, String state, int attempts, List<ObjectId> waitingFor) {
    static Task of(TaskEntry task) {
      return new Task(
          task.spec.id().toString(),
          task.spec.name(),
          task.state.name(),
          task.begun(),
          task.dependencies().stream()
              .filter(entry -> entry.value() == null)
              .map(ObjectEntry::id)
              .toList());
    }
  }
}
