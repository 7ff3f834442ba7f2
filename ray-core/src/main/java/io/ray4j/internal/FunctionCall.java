package io.ray4j.internal;

import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskInput;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the functions of tasks, reads their inputs and calls them. Thread-safe. */
final class FunctionCall {
  private final ValueReader reader;
  private final ClassLoader classLoader;
  private final Map<FunctionDescriptor, Method> methods = new ConcurrentHashMap<>();

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
  @Nullable Object call(FunctionDescriptor descriptor, List<TaskInput> allInputs)
      throws ReflectiveOperationException {
    boolean lambda = descriptor.isLambda();
    Object function = lambda ? input(allInputs.get(0), Object.class) : null;
    List<TaskInput> inputs = lambda ? allInputs.subList(1, allInputs.size()) : allInputs;
    Method method = function == null ? methodOf(descriptor) : applyMethod(function, inputs.size());
    Class<?>[] types = method.getParameterTypes();
    if (types.length != inputs.size()) {
      throw new IllegalArgumentException(
          "it takes " + types.length + " arguments, not " + inputs.size());
    }
    @Nullable Object[] arguments = new @Nullable Object[inputs.size()];
    for (int index = 0; index < arguments.length; index++) {
      arguments[index] = input(inputs.get(index), types[index]);
    }
    try {
      return method.invoke(function, arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "its arguments are not of its parameters' types: " + e.getMessage(), e);
    }
  }

  private @Nullable Object input(TaskInput input, Class<?> type) {
    Class<?> view = input.view() == null ? Views.viewType(type) : Views.byName(input.view());
    if (view != null && input.view() == null && !reader.canView(input, view)) {
      view = null; // the value is a buffer by itself
    }
    return reader.readInput(input, view);
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
