package io.ray4j.internal;

import io.ray4j.ObjectFreedException;
import io.ray4j.ObjectLostException;
import io.ray4j.ObjectStoreFullException;
import io.ray4j.RayException;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTaskException;
import io.ray4j.TaskCancelledException;
import io.ray4j.TaskTimeoutException;
import io.ray4j.WorkerCrashedException;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.scheduler.task.TaskFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/** Failures as values on the way out, and as the exceptions of the API on the way in. */
final class Failures {
  private Failures() {}

  static ObjectValue value(TaskFailure failure, List<ObjectId> references) {
    return new ObjectValue.Failed(failure.toBytes(), references);
  }

  /**
   * The exception that a reader of a failed object gets: a new one, with the reader's own stack.
   */
  static RayException exception(ObjectValue.Failed failed, ObjectCodec codec) {
    TaskFailure failure = TaskFailure.fromBytes(failed.failure());
    return switch (failure.kind()) {
      case FUNCTION_THREW, OUT_OF_MEMORY -> threw(failure, codec);
      case BAD_CALL ->
          new RayTaskException(
              failure.function(), failure.task(), failure.worker(), failure.message());
      case SERIALIZATION -> new RaySerializationException(failure.message());
      case WORKER_CRASHED ->
          new WorkerCrashedException(
              failure.message(),
              failure.exitCode() < 0 ? OptionalInt.empty() : OptionalInt.of(failure.exitCode()),
              failure.output());
      case NO_WORKER -> new WorkerCrashedException(failure.message(), OptionalInt.empty(), "");
      case TIMED_OUT -> new TaskTimeoutException(failure.message());
      case CANCELLED -> new TaskCancelledException(failure.message());
      case STORE_FULL -> new ObjectStoreFullException(failure.message());
      case OBJECT_FREED -> new ObjectFreedException(failure.message());
      case OBJECT_LOST, SHUT_DOWN -> new ObjectLostException(failure.message());
    };
  }

  private static RayException threw(TaskFailure failure, ObjectCodec codec) {
    boolean noMemory = failure.kind() == TaskFailure.Kind.OUT_OF_MEMORY;
    if (failure.cause().length > 0) {
      try {
        if (codec.decode(ByteBuffer.wrap(failure.cause()), List.of()) instanceof Throwable cause) {
          return noMemory
              ? new RayTaskException(
                  failure.function(), failure.task(), failure.worker(), cause, failure.message())
              : new RayTaskException(failure.function(), failure.task(), failure.worker(), cause);
        }
      } catch (CodecException e) {
        // its class is not here, so its text must do
      }
    }
    return new RayTaskException(
        failure.function(),
        failure.task(),
        failure.worker(),
        noMemory ? failure.message() + "\n" + failure.output() : failure.message());
  }

  static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
