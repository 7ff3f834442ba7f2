package io.ray4j.internal;

import io.ray4j.RayException;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.worker.HeapWatch;
import io.ray4j.scheduler.worker.TaskContext;
import io.ray4j.scheduler.worker.TaskInvoker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the function of a task on its inputs, and turns what it returns or throws into an object.
 *
 * <p>Thread-safe. Nothing that a function does, or that its values hold, gets past it as an
 * exception.
 */
public final class FunctionInvoker implements TaskInvoker {
  private static final int MAX_CAUSES = 100;

  private final ClientRuntime runtime;
  private final SchedulerClient client;
  private final FunctionCall call;
  private final String worker;
  private final HeapWatch heap;
  private final Runnable afterTask;
  private final Consumer<@Nullable Object> keeper;

  /**
   * Makes an invoker.
   *
   * @param worker who runs the tasks, for messages
   * @param heap tells what filled the heap
   * @param afterTask is run on the task's thread when it has ended
   * @param keeper takes what a function returned or threw, on its thread: refs in it must stay
   *     reachable until the task's end has been reported
   */
  public FunctionInvoker(
      ClientRuntime runtime,
      SchedulerClient client,
      ClassLoader classLoader,
      String worker,
      HeapWatch heap,
      Runnable afterTask,
      Consumer<@Nullable Object> keeper) {
    this.runtime = runtime;
    this.client = client;
    this.call = new FunctionCall(runtime.reader(), classLoader);
    this.worker = worker;
    this.heap = heap;
    this.afterTask = afterTask;
    this.keeper = keeper;
  }

  @Override
  public ObjectValue invoke(TaskInvocation task) {
    long startNs = System.nanoTime();
    try {
      return run(task);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      return threw(task, thrown == null ? e : thrown, startNs);
    } catch (ExceptionInInitializerError e) {
      return threw(task, e, startNs);
    } catch (CodecException e) {
      return failure(task, Kind.SERIALIZATION, FunctionCall.cannotTravel(task.name(), e));
    } catch (StoreFullException e) {
      return failure(task, Kind.STORE_FULL, String.valueOf(e.getMessage()));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return failure(task, Kind.BAD_CALL, FunctionCall.cannotBeRun(task.name(), worker, e));
    } catch (Throwable e) {
      return threw(task, e, startNs);
    } finally {
      afterTask.run();
    }
  }

  private ObjectValue run(TaskInvocation task) throws ReflectiveOperationException {
    ObjectValue.Failed failed = failedInput(task);
    if (failed != null) {
      return failed;
    }
    Object result = call.call(task.function(), task.inputs());
    keeper.accept(result);
    return store(task, result);
  }

  /** The keeper in a process that a node's scheduler gives its tasks to. */
  static void keepUntilReported(@Nullable Object outcome) {
    TaskContext context = TaskContext.current();
    if (context != null) {
      context.keepUntilReported(outcome);
    }
  }

  /** The failure in place of an input that was freed after the task had become ready, or null. */
  private static ObjectValue.@Nullable Failed failedInput(TaskInvocation task) {
    for (TaskInput input : task.inputs()) {
      List<ObjectValue> values =
          input.value() instanceof ObjectValue.Composite composite
              ? composite.parts()
              : List.of(input.value());
      for (ObjectValue value : values) {
        if (value instanceof ObjectValue.Failed failed) {
          return failed;
        }
      }
    }
    return null;
  }

  private ObjectValue store(TaskInvocation task, @Nullable Object result)
      throws ReflectiveOperationException {
    if (task.numReturns() == 1) {
      return client.store(runtime.codec().encode(result));
    }
    List<@Nullable Object> parts = new ArrayList<>();
    String recordClass = "";
    if (result instanceof List<?> list) {
      parts.addAll(list);
    } else if (result instanceof Record) {
      recordClass = result.getClass().getName();
      for (RecordComponent component : result.getClass().getRecordComponents()) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        parts.add(accessor.invoke(result));
      }
    }
    if (parts.size() != task.numReturns()) {
      return failure(
          task,
          Kind.BAD_CALL,
          "%s returned %s, but numReturns=%d. Return a record or a list of that size."
              .formatted(
                  task.name(),
                  result == null
                      ? "null"
                      : "a " + result.getClass().getName() + " of " + parts.size() + " parts",
                  task.numReturns()));
    }
    List<EncodedObject> encoded = new ArrayList<>();
    for (Object part : parts) {
      encoded.add(runtime.codec().encode(part));
    }
    List<ObjectValue> stored = new ArrayList<>();
    try {
      for (EncodedObject part : encoded) {
        stored.add(client.store(part));
      }
    } catch (RuntimeException | Error e) { // there is no result: nobody else would give them back
      stored.forEach(client::discard);
      throw e;
    }
    return new ObjectValue.Composite(recordClass, stored);
  }

  private ObjectValue threw(TaskInvocation task, Throwable thrown, long startNs) {
    OutOfMemoryError noMemory = outOfMemory(thrown);
    // first of all: to go on takes memory, for which the JVM may collect what filled the heap
    String report = noMemory == null ? "" : heap.report(noMemory, startNs);
    String lookedFor = MissingClass.lookedFor(thrown);
    if (!lookedFor.isEmpty()) {
      thrown.addSuppressed(new ClassNotFoundException(worker + lookedFor));
    }
    keeper.accept(thrown);
    byte[] cause = new byte[0];
    List<ObjectId> references = List.of();
    try {
      EncodedObject encoded = runtime.codec().encode(thrown);
      cause = encoded.toBytes();
      references = encoded.references();
    } catch (CodecException | StackOverflowError | OutOfMemoryError e) {
      // its text travels
    }
    String stackTrace = Failures.stackTrace(thrown);
    return Failures.value(
        new TaskFailure(
            noMemory == null ? Kind.FUNCTION_THREW : Kind.OUT_OF_MEMORY,
            task.name(),
            task.id().toString(),
            worker,
            noMemory == null ? stackTrace : report,
            -1,
            noMemory == null ? "" : stackTrace,
            cause,
            isOneOf(task.retryOn(), thrown)),
        references);
  }

  /**
   * Whether a class of that name, or a subclass, was thrown: compared by name, since it is known.
   */
  private static boolean isOneOf(List<String> retryOn, Throwable thrown) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (retryOn.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }

  /** The error if this task met it, as opposed to another one whose result it asked for. */
  private static @Nullable OutOfMemoryError outOfMemory(Throwable thrown) {
    Throwable next = thrown;
    for (int depth = 0; depth < MAX_CAUSES && next != null; depth++) { // there may be a cycle
      if (next instanceof OutOfMemoryError noMemory) {
        return noMemory;
      }
      next = next instanceof RayException ? null : next.getCause();
    }
    return null;
  }

  private ObjectValue failure(TaskInvocation task, Kind kind, String message) {
    return Failures.value(
        new TaskFailure(
            kind, task.name(), task.id().toString(), worker, message, -1, "", new byte[0], false),
        List.of());
  }
}
