package io.ray4j.internal;

import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskInput;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the functions of tasks, reads their inputs and calls them. Thread-safe. */
final class FunctionCall {
  private static final List<String> INTERFACES = List.of("io.ray4j.Function", "io.ray4j.Procedure");

  private final ValueReader reader;
  private final ClassLoader classLoader;
  private final Map<FunctionDescriptor, CallTarget> methods = new ConcurrentHashMap<>();

  /** By the class of the lambda. */
  private final Map<Class<?>, CallTarget> lambdas = new ConcurrentHashMap<>();

  FunctionCall(ValueReader reader, ClassLoader classLoader) {
    this.reader = reader;
    this.classLoader = classLoader;
  }

  /**
   * Calls a function.
   *
   * @return what it returns
   * @throws java.lang.reflect.InvocationTargetException with what the function throws
   * @throws ReflectiveOperationException if the function is not there
   * @throws io.ray4j.objectstore.codec.CodecException if an input cannot be read
   * @throws IllegalArgumentException if it does not take such inputs
   */
  @Nullable Object call(FunctionDescriptor descriptor, List<TaskInput> inputs)
      throws ReflectiveOperationException {
    int first = descriptor.isLambda() ? 1 : 0;
    int count = inputs.size() - first;
    Object lambda = first == 0 ? null : input(inputs.get(0), Object.class);
    CallTarget target = lambda == null ? targetOf(descriptor) : targetOf(lambda, count);
    if (target.types().size() != count) {
      throw new IllegalArgumentException(
          "it takes " + target.types().size() + " arguments, not " + count);
    }
    @Nullable Object[] arguments = new @Nullable Object[count];
    for (int index = 0; index < count; index++) {
      arguments[index] = input(inputs.get(first + index), target.types().get(index));
    }
    return target.call(lambda, arguments);
  }

  private @Nullable Object input(TaskInput input, Class<?> type) {
    Class<?> view = input.view() == null ? Views.viewType(type) : Views.byName(input.view());
    if (view != null && input.view() == null && !reader.canView(input, view)) {
      view = null; // the value is a buffer by itself
    }
    return reader.readInput(input, view);
  }

  private CallTarget targetOf(FunctionDescriptor function) throws ReflectiveOperationException {
    CallTarget known = methods.get(function);
    if (known == null) {
      known = CallTarget.of(function, classLoader);
      methods.put(function, known);
    }
    return known;
  }

  private CallTarget targetOf(Object lambda, int parameters) throws ReflectiveOperationException {
    CallTarget known = lambdas.get(lambda.getClass());
    if (known != null && known.types().size() == parameters) { // it may have several interfaces
      return known;
    }
    for (String kind : INTERFACES) {
      Class<?> face = Class.forName(kind + parameters, true, FunctionCall.class.getClassLoader());
      if (face.isInstance(lambda)) {
        CallTarget target = CallTarget.ofInterface(face, parameters);
        lambdas.put(lambda.getClass(), target);
        return target;
      }
    }
    throw new NoSuchMethodException("no function of " + parameters + " arguments");
  }

  /** In words, why a call came to nothing before the function began. */
  static String cannotBeRun(String task, String where, Throwable why) {
    String lookedFor = MissingClass.lookedFor(why);
    return "%s cannot be run on %s: %s"
        .formatted(
            task,
            where,
            why instanceof LinkageError || !lookedFor.isEmpty()
                ? why + lookedFor
                : why.getMessage());
  }

  /** In words, why an input or the result cannot be read or written. */
  static String cannotTravel(String task, Throwable why) {
    return task + ": " + why.getMessage() + MissingClass.lookedFor(why);
  }
}
