package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.pool.WorkerExit;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskSpec;

/** The failures that the scheduler itself seals as results, in words for people. */
final class TaskFailures {
  private TaskFailures() {}

  static ObjectValue.Failed unknownInput(TaskSpec spec) {
    return of(
        spec,
        Kind.OBJECT_LOST,
        "An argument of "
            + spec.name()
            + " is unknown to this session: its ref comes from a session that is over, or names"
            + " a part that the result does not have.");
  }

  static ObjectValue.Failed noWorker(TaskSpec spec, String reason) {
    return of(spec, Kind.NO_WORKER, reason);
  }

  static ObjectValue.Failed tooManyBlocked(TaskSpec spec, int workers, int blockedEach) {
    return of(
        spec,
        Kind.NO_WORKER,
        ("Too many tasks wait for tasks: %d workers hold %d waiting tasks each, and no more workers"
                + " are allowed. Nest less deeply, or return the ref instead of waiting for it.")
            .formatted(workers, blockedEach));
  }

  static ObjectValue.Failed shutDown() {
    return sealed(
        TaskFailure.of(Kind.SHUT_DOWN, "", "", "The session was shut down before the end."));
  }

  /** A failure to read an object, whatever made it. */
  static ObjectValue.Failed unreadable(Kind kind, ObjectId id, String what) {
    return sealed(TaskFailure.of(kind, "", "", "ObjectRef(" + id + ") " + what));
  }

  static ObjectValue.Failed crashed(TaskSpec spec, int attempts, WorkerExit exit) {
    int maxRetries = spec.policy().maxRetries();
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
                spec.id(),
                spec.name(),
                attempts,
                maxRetries + 1,
                maxRetries,
                output);
    return sealed(
        new TaskFailure(
            Kind.WORKER_CRASHED,
            spec.name(),
            spec.id().toString(),
            worker,
            message,
            exit.exitCode(),
            exit.lastOutput(),
            new byte[0]));
  }

  private static ObjectValue.Failed of(TaskSpec spec, Kind kind, String message) {
    return sealed(TaskFailure.of(kind, spec.name(), spec.id().toString(), message));
  }

  private static ObjectValue.Failed sealed(TaskFailure failure) {
    return new ObjectValue.Failed(failure.toBytes());
  }
}
