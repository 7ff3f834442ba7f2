package io.ray4j.internal;

import io.ray4j.scheduler.task.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of a function: a static method, or {@code apply} of a lambda's interface. Immutable.
 *
 * <p>A method handle of one shape for all, since reflection checks and unwraps at each call.
 */
final class CallTarget {
  /** {@code (receiver, arguments) -> result}; a static method drops the receiver. */
  private final MethodHandle handle;

  private final List<Class<?>> types;

  /** For each parameter what its arguments are instances of, but for null or a smaller number. */
  private final Class<?>[] boxes;

  private CallTarget(MethodHandle handle, Class<?>[] types) {
    this.handle = handle;
    this.types = List.of(types);
    this.boxes = MethodType.methodType(void.class, types).wrap().parameterArray();
  }

  /**
   * A static method.
   *
   * @throws ReflectiveOperationException if it is not there
   */
  static CallTarget of(FunctionDescriptor function, ClassLoader classLoader)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName(function.className(), true, classLoader);
    Class<?>[] parameters =
        MethodType.fromMethodDescriptorString(function.methodType(), classLoader).parameterArray();
    Method method = type.getDeclaredMethod(function.methodName(), parameters);
    method.setAccessible(true);
    MethodHandle handle =
        MethodHandles.lookup()
            .unreflect(method)
            .asFixedArity()
            .asType(MethodType.genericMethodType(parameters.length))
            .asSpreader(Object[].class, parameters.length);
    return new CallTarget(MethodHandles.dropArguments(handle, 0, Object.class), parameters);
  }

  /** The method of a functional interface, which is public where a lambda's class is not. */
  static CallTarget ofInterface(Class<?> face, int parameters) throws ReflectiveOperationException {
    MethodType generic = MethodType.genericMethodType(parameters);
    MethodHandle handle =
        MethodHandles.publicLookup()
            .unreflect(face.getMethod("apply", generic.parameterArray()))
            .asType(generic.insertParameterTypes(0, Object.class))
            .asSpreader(Object[].class, parameters);
    return new CallTarget(handle, generic.parameterArray());
  }

  /** The declared types of the parameters. */
  List<Class<?>> types() {
    return types;
  }

  /**
   * Calls the function.
   *
   * @param receiver the lambda; null for a static method
   * @throws InvocationTargetException with what the function throws
   * @throws IllegalArgumentException if it does not take such arguments
   */
  @Nullable Object call(@Nullable Object receiver, @Nullable Object[] arguments)
      throws InvocationTargetException {
    for (int index = 0; index < boxes.length; index++) {
      check(index, arguments[index]);
    }
    try {
      return handle.invokeExact(receiver, arguments);
    } catch (Throwable e) { // all that a function may throw
      throw new InvocationTargetException(e);
    }
  }

  private void check(int index, @Nullable Object argument) {
    Class<?> type = types.get(index);
    if (argument == null ? type.isPrimitive() : !boxes[index].isInstance(argument)) {
      if (argument == null || !type.isPrimitive() || !widens(argument, type)) {
        throw new IllegalArgumentException(
            "its arguments are not of its parameters' types: argument %d is %s, not %s"
                .formatted(
                    index,
                    argument == null ? "null" : "a " + argument.getClass().getName(),
                    type.getName()));
      }
    }
  }

  private static boolean widens(Object argument, Class<?> type) {
    try {
      Array.set(Array.newInstance(type, 1), 0, argument);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
