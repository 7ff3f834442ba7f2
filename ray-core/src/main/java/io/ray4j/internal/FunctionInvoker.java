package io.ray4j.internal;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.worker.TaskContext;
import io.ray4j.scheduler.worker.TaskInvoker;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the function of a task on its inputs, and turns what it returns or throws into an object.
 *
 * <p>Thread-safe. Nothing that a function does, or that its values hold, gets past it as an
 * exception.
 */
final class FunctionInvoker implements TaskInvoker {
  private final ClientRuntime runtime;
  private final SchedulerClient client;
  private final ClassLoader classLoader;
  private final String worker;
  private final Runnable afterTask;
  private final Map<FunctionDescriptor, Method> methods = new ConcurrentHashMap<>();

  /**
   * Makes an invoker.
   *
   * @param worker who runs the tasks, for messages
   * @param afterTask is run on the task's thread when it has ended
   */
  FunctionInvoker(
      ClientRuntime runtime,
      SchedulerClient client,
      ClassLoader classLoader,
      String worker,
      Runnable afterTask) {
    this.runtime = runtime;
    this.client = client;
    this.classLoader = classLoader;
    this.worker = worker;
    this.afterTask = afterTask;
  }

  @Override
  public ObjectValue invoke(TaskInvocation task) {
    try {
      return run(task);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      return threw(task, thrown == null ? e : thrown);
    } catch (ExceptionInInitializerError e) {
      return threw(task, e);
    } catch (CodecException e) {
      return failure(
          task,
          Kind.SERIALIZATION,
          task.name() + ": " + e.getMessage() + MissingClass.lookedFor(e));
    } catch (StoreFullException e) {
      return failure(task, Kind.STORE_FULL, String.valueOf(e.getMessage()));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      String lookedFor = MissingClass.lookedFor(e);
      return failure(
          task,
          Kind.BAD_CALL,
          "%s cannot be run on %s: %s"
              .formatted(
                  task.name(),
                  worker,
                  e instanceof LinkageError || !lookedFor.isEmpty()
                      ? e + lookedFor
                      : e.getMessage()));
    } catch (Throwable e) {
      return threw(task, e);
    } finally {
      afterTask.run();
    }
  }

  private ObjectValue run(TaskInvocation task) throws ReflectiveOperationException {
    ObjectValue.Failed failed = failedInput(task);
    if (failed != null) {
      return failed;
    }
    boolean lambda = task.function().isLambda();
    Object function = lambda ? input(task.inputs().get(0), Object.class) : null;
    List<TaskInput> inputs =
        lambda ? task.inputs().subList(1, task.inputs().size()) : task.inputs();
    Method method =
        function == null ? methodOf(task.function()) : applyMethod(function, inputs.size());
    Class<?>[] types = method.getParameterTypes();
    if (types.length != inputs.size()) {
      throw new IllegalArgumentException(
          "it takes " + types.length + " arguments, not " + inputs.size());
    }
    @Nullable Object[] arguments = new @Nullable Object[inputs.size()];
    for (int index = 0; index < arguments.length; index++) {
      arguments[index] = input(inputs.get(index), types[index]);
    }
    Object result;
    try {
      result = method.invoke(function, arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "its arguments are not of its parameters' types: " + e.getMessage(), e);
    }
    keepUntilReported(result);
    return store(task, result);
  }

  /** Refs in what the task returns or throws hold their objects until the driver does. */
  private static void keepUntilReported(@Nullable Object outcome) {
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

  private @Nullable Object input(TaskInput input, Class<?> type) {
    Class<?> view = input.view() == null ? Views.viewType(type) : Views.byName(input.view());
    if (view != null && input.view() == null && !runtime.reader().canView(input, view)) {
      view = null; // the value is a buffer by itself
    }
    return runtime.reader().readInput(input, view);
  }

  private Method methodOf(FunctionDescriptor function) throws ReflectiveOperationException {
    Method known = methods.get(function);
    if (known != null) {
      return known;
    }
    Class<?> type = Class.forName(function.className(), true, classLoader);
    Class<?>[] parameters =
        MethodType.fromMethodDescriptorString(function.methodType(), classLoader).parameterArray();
    Method method = type.getDeclaredMethod(function.methodName(), parameters);
    method.setAccessible(true);
    methods.put(function, method);
    return method;
  }

  /** The method of the functional interface, which is public where the lambda's class is not. */
  private static Method applyMethod(Object function, int parameters) throws NoSuchMethodException {
    for (String kind : new String[] {"io.ray4j.Function", "io.ray4j.Procedure"}) {
      for (Class<?> type = function.getClass(); type != null; type = type.getSuperclass()) {
        for (Class<?> face : type.getInterfaces()) {
          if (face.getName().equals(kind + parameters)) {
            Class<?>[] types = new Class<?>[parameters];
            Arrays.fill(types, Object.class);
            return face.getMethod("apply", types);
          }
        }
      }
    }
    throw new NoSuchMethodException("no function of " + parameters + " arguments");
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

  private ObjectValue threw(TaskInvocation task, Throwable thrown) {
    String lookedFor = MissingClass.lookedFor(thrown);
    if (!lookedFor.isEmpty()) {
      thrown.addSuppressed(new ClassNotFoundException(worker + lookedFor));
    }
    keepUntilReported(thrown);
    byte[] cause = new byte[0];
    List<ObjectId> references = List.of();
    try {
      EncodedObject encoded = runtime.codec().encode(thrown);
      cause = encoded.toBytes();
      references = encoded.references();
    } catch (CodecException | StackOverflowError | OutOfMemoryError e) {
      // its text travels
    }
    return Failures.value(
        new TaskFailure(
            Kind.FUNCTION_THREW,
            task.name(),
            task.id().toString(),
            worker,
            Failures.stackTrace(thrown),
            -1,
            "",
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

  private ObjectValue failure(TaskInvocation task, Kind kind, String message) {
    return Failures.value(
        new TaskFailure(
            kind, task.name(), task.id().toString(), worker, message, -1, "", new byte[0], false),
        List.of());
  }
}
