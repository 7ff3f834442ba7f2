package io.ray4j.internal;

import io.ray4j.scheduler.task.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of a function: a static method, or {@code apply} of a lambda's interface. Thread-safe.
 *
 * <p>Called by reflection at first, since to make the first method handle takes a process 15 ms of
 * its start; by a method handle once it has proven to be called often, which saves half of the
 * price of a call.
 */
final class CallTarget {
  private static final int OFTEN = 1_000;

  private final Method method;
  private final List<Class<?>> types;

  /** For each parameter what its arguments are instances of, but for null or a smaller number. */
  private final Class<?>[] boxes;

  /** Not exact if several threads call: it need not be. */
  private int calls;

  /** {@code (receiver, arguments) -> result}; a static method drops the receiver. */
  private volatile @Nullable MethodHandle handle;

  private CallTarget(Method method) {
    this.method = method;
    this.types = List.of(method.getParameterTypes());
    this.boxes =
        MethodType.methodType(void.class, method.getParameterTypes()).wrap().parameterArray();
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
    return new CallTarget(method);
  }

  /** The method of a functional interface, which is public where a lambda's class is not. */
  static CallTarget ofInterface(Class<?> face, int parameters) throws NoSuchMethodException {
    return new CallTarget(
        face.getMethod("apply", MethodType.genericMethodType(parameters).parameterArray()));
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
      throws InvocationTargetException, IllegalAccessException {
    for (int index = 0; index < boxes.length; index++) {
      check(index, arguments[index]);
    }
    MethodHandle made = handle;
    if (made == null && ++calls > OFTEN) {
      made = makeHandle();
      handle = made;
    }
    if (made == null) {
      return method.invoke(receiver, arguments);
    }
    try {
      return made.invokeExact(receiver, arguments);
    } catch (Throwable e) { // all that a function may throw
      throw new InvocationTargetException(e);
    }
  }

  private MethodHandle makeHandle() throws IllegalAccessException {
    MethodHandle made = MethodHandles.lookup().unreflect(method).asFixedArity();
    if (Modifier.isStatic(method.getModifiers())) {
      made = MethodHandles.dropArguments(made, 0, Object.class);
    }
    return made.asType(MethodType.genericMethodType(1 + types.size()))
        .asSpreader(Object[].class, types.size());
  }

  private void check(int index, @Nullable Object argument) {
    Class<?> type = types.get(index);
    boolean fits =
        argument == null
            ? !type.isPrimitive()
            : boxes[index].isInstance(argument) || (type.isPrimitive() && widens(argument, type));
    if (!fits) {
      throw new IllegalArgumentException(
          "its arguments are not of its parameters' types: argument %d is %s, not %s"
              .formatted(
                  index,
                  argument == null ? "null" : "a " + argument.getClass().getName(),
                  type.getName()));
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
