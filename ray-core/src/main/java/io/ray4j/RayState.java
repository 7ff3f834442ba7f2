package io.ray4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a session consists of at one moment: a snapshot, made by {@link Ray#state()}. Immutable.
 *
 * @param sessionName the name of the session
 * @param sessionDirectory the folder with its sockets, logs and tables
 * @param capacityBytes the size of the object store
 * @param usedBytes how much of it is taken
 * @param workers the worker processes
 * @param tasks the tasks that have not ended, and some that ended lately
 * @param objects the objects that a ref, a task or a view holds
 */
public record RayState(
    String sessionName,
    Path sessionDirectory,
    long capacityBytes,
    long usedBytes,
    List<Worker> workers,
    List<Task> tasks,
    List<StoredObject> objects) {

  /** Copies the lists. */
  public RayState {
    Objects.requireNonNull(sessionName, "sessionName must not be null");
    Objects.requireNonNull(sessionDirectory, "sessionDirectory must not be null");
    workers = List.copyOf(workers);
    tasks = List.copyOf(tasks);
    objects = List.copyOf(objects);
  }

  /**
   * A worker process.
   *
   * @param number its number within the session
   * @param pid the id of the process
   * @param state what it is doing, for instance {@code IDLE}
   * @param runningTasks the ids of the tasks it runs; several if some of them are blocked
   */
  public record Worker(int number, long pid, String state, List<String> runningTasks) {

    /** Copies the list. */
    public Worker {
      Objects.requireNonNull(state, "state must not be null");
      runningTasks = List.copyOf(runningTasks);
    }
  }

  /**
   * A task.
   *
   * @param id its id within the session
   * @param function the name of its function
   * @param state how far it is, for instance {@code WAITING}
   * @param attempts how often it was begun
   * @param waitingFor the objects that must be there before it can run
   */
  public record Task(
      String id, String function, String state, int attempts, List<ObjectId> waitingFor) {

    /** Copies the list. */
    public Task {
      Objects.requireNonNull(id, "id must not be null");
      Objects.requireNonNull(function, "function must not be null");
      Objects.requireNonNull(state, "state must not be null");
      waitingFor = List.copyOf(waitingFor);
    }
  }

  /**
   * An object.
   *
   * @param id its id
   * @param state whether it is there, for instance {@code SEALED}
   * @param sizeBytes the bytes it takes, 0 while it is not there
   * @param location where it lies: on the driver's heap, in a segment or in a spill file
   * @param task the id of the task that makes it; empty if it was put
   */
  public record StoredObject(
      ObjectId id, String state, long sizeBytes, String location, Optional<String> task) {

    /** Checks for null. */
    public StoredObject {
      Objects.requireNonNull(id, "id must not be null");
      Objects.requireNonNull(state, "state must not be null");
      Objects.requireNonNull(location, "location must not be null");
      Objects.requireNonNull(task, "task must not be null");
    }
  }
}
