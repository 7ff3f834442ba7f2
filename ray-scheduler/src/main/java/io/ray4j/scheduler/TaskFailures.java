package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.pool.WorkerExit;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskSpec;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The failures that the scheduler itself seals as results, in words for people. */
final class TaskFailures {
  private static final int MAX_INPUTS = 10;

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

  static ObjectValue.Failed crashed(TaskSpec spec, Attempts attempts, WorkerExit exit) {
    int maxRetries = spec.policy().maxRetries();
    String message =
        "%s died with %s, running task=%s (%s), attempt %d of %d (maxRetries=%d)%s, %s. %s"
            .formatted(
                exit.name(),
                exit.cause(),
                spec.id(),
                spec.name(),
                attempts.charged(),
                maxRetries + 1,
                maxRetries,
                attempts.spared() == 0
                    ? ""
                    : " besides %d whose worker died through another task"
                        .formatted(attempts.spared()),
                inputs(spec),
                exit.evidence());
    return sealed(
        new TaskFailure(
            Kind.WORKER_CRASHED,
            spec.name(),
            spec.id().toString(),
            exit.name(),
            message,
            exit.exitCode(),
            exit.lastOutput(),
            new byte[0],
            false));
  }

  /** The same failure, and something to add. */
  static ObjectValue.Failed again(ObjectValue.Failed failed, String more) {
    TaskFailure failure = TaskFailure.fromBytes(failed.failure());
    return new ObjectValue.Failed(
        new TaskFailure(
                failure.kind(),
                failure.function(),
                failure.task(),
                failure.worker(),
                failure.message() + "\n" + more,
                failure.exitCode(),
                failure.output(),
                failure.cause(),
                failure.retry())
            .toBytes(),
        failed.references());
  }

  static ObjectValue.Failed timedOut(TaskSpec spec, String worker, String dump) {
    String message =
        "task=%s (%s) did not end within timeout=%s on %s. It was stopped. %s"
            .formatted(
                spec.id(),
                spec.name(),
                Duration.ofNanos(spec.policy().timeoutNs()),
                worker,
                dump.isEmpty()
                    ? "The worker did not say what its threads were doing."
                    : "Its threads then:\n" + dump);
    return of(spec, Kind.TIMED_OUT, message);
  }

  /** The failure of a task that was cancelled, or of one whose parent was lost. */
  static ObjectValue.Failed cancelled(TaskSpec spec, String reason) {
    return of(
        spec,
        Kind.CANCELLED,
        "task=%s (%s) was cancelled%s."
            .formatted(spec.id(), spec.name(), reason.isEmpty() ? "" : ": " + reason));
  }

  /** The ids of what it was given by ref, as an argument or inside of one. */
  private static String inputs(TaskSpec spec) {
    Set<ObjectId> ids = new LinkedHashSet<>();
    for (Argument argument : spec.arguments()) {
      if (argument instanceof Argument.Ref ref) {
        ids.add(ref.target().object());
      } else if (argument instanceof Argument.Value value) {
        ids.addAll(value.references());
      }
    }
    if (ids.isEmpty()) {
      return "without a ref among its inputs";
    }
    String shown =
        ids.stream()
            .limit(MAX_INPUTS)
            .map(id -> "ObjectRef(" + id + ")")
            .collect(Collectors.joining(", "));
    int more = ids.size() - MAX_INPUTS;
    return "inputs: " + shown + (more > 0 ? " and " + more + " more" : "");
  }

  private static ObjectValue.Failed of(TaskSpec spec, Kind kind, String message) {
    return sealed(TaskFailure.of(kind, spec.name(), spec.id().toString(), message));
  }

  private static ObjectValue.Failed sealed(TaskFailure failure) {
    return new ObjectValue.Failed(failure.toBytes(), List.of());
  }
}
