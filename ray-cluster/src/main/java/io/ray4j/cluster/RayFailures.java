package io.ray4j.cluster;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;

/**
 * What Ray itself reports when a task or an object comes to nothing. Told by the names of its
 * exceptions, since their package is not the same in all versions. Stateless.
 */
final class RayFailures {
  private static final Set<String> WORKER_DIED = Set.of("RayWorkerException", "RayActorException");
  private static final String LOST = "UnreconstructableException";
  private static final int MAX_CAUSES = 20;

  private RayFailures() {}

  /** Where the reason of a failure lies. */
  enum Origin {
    /** The task's worker died, or its node did, maybe with the result. */
    WORKER,
    /** An input of the task. */
    INPUT,
    /** The task could not be begun: for instance a class of ours is missing on the node. */
    CALL
  }

  static Origin originOf(Throwable thrown) {
    String name = thrown.getClass().getSimpleName();
    if (WORKER_DIED.contains(name) || name.equals(LOST)) {
      return Origin.WORKER;
    }
    Throwable cause = thrown.getCause();
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      String inner = cause.getClass().getSimpleName();
      if (WORKER_DIED.contains(inner) || inner.equals(LOST)) {
        return Origin.INPUT;
      }
      cause = cause.getCause();
    }
    return Origin.CALL;
  }

  /** What an object that nobody here can make again has become. */
  static Kind kindOf(Throwable thrown) {
    return WORKER_DIED.contains(thrown.getClass().getSimpleName())
        ? Kind.WORKER_CRASHED
        : Kind.OBJECT_LOST;
  }

  static ObjectValue.Failed value(Kind kind, String function, String task, String message) {
    return new ObjectValue.Failed(
        TaskFailure.of(kind, function, task, message).toBytes(), List.of());
  }

  /** A failure after which the task is not run again, whatever the one that ran it had hoped. */
  static ObjectValue.Failed asFinal(ObjectValue.Failed failed) {
    TaskFailure failure = TaskFailure.fromBytes(failed.failure());
    TaskFailure last =
        new TaskFailure(
            failure.kind(),
            failure.function(),
            failure.task(),
            failure.worker(),
            failure.message(),
            failure.exitCode(),
            failure.output(),
            failure.cause(),
            false);
    return new ObjectValue.Failed(last.toBytes(), failed.references());
  }

  static String crashed(Production made, int attempts, int maxRetries, Throwable thrown) {
    return ("The worker of task=%s (%s) died, attempt %d of %d (maxRetries=%d): Ray says %s. Its"
            + " output is in logs/java-worker-*.log of the session on its node. A worker looks dead"
            + " too if the driver's class path is not there on the node, at the same paths.")
        .formatted(made.task(), made.name(), attempts, maxRetries + 1, maxRetries, text(thrown));
  }

  static String notRun(Production made, Throwable thrown) {
    return ("%s cannot be run on the cluster. If a class is missing, copy the driver's class path to"
            + " each node, at the same paths. Ray says: %s")
        .formatted(made.name(), stackTrace(thrown));
  }

  static String notBegun(ObjectId id, Throwable thrown) {
    return "ObjectRef(%s) cannot be made again: %s".formatted(id, text(thrown));
  }

  static String lost(ObjectId id, Throwable thrown) {
    return ("ObjectRef(%s) cannot be had any more. Only a task's result can be made again, by the"
            + " process that submitted the task and only until it has read it. Ray says %s.")
        .formatted(id, text(thrown));
  }

  static String unreadable(ObjectId id, Throwable thrown) {
    return "ObjectRef(%s) cannot be read here: %s".formatted(id, text(thrown));
  }

  /** The session that a call belongs to has ended. */
  static IllegalStateException over() {
    return new IllegalStateException(
        "The session on the cluster is over. Call Ray.init() for a new one.");
  }

  static String unknown(ObjectId id) {
    return "ObjectRef(%s) is unknown to this session: it comes from a session that is over."
        .formatted(id);
  }

  static String inputsLost(ObjectId id) {
    return "ObjectRef(%s) cannot be made: its inputs were lost again and again.".formatted(id);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return thrown.getClass().getSimpleName()
        + (message == null || message.isEmpty() ? "" : ": " + message);
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
