package io.ray4j.internal;

import io.ray4j.Component;
import io.ray4j.Remote;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a method reference or lambda stands for, once per place in the program.
 *
 * <p>Thread-safe. Bad functions are refused here, at the call.
 */
final class FunctionResolver {
  /** The defaults of a function without annotation; those of {@link Remote}. */
  private static final ExecutionPolicy LAMBDA_POLICY = new ExecutionPolicy(1, 3, 1, 0, List.of());

  /** A lambda has a class for each place in the program; its captured values do not matter here. */
  private static final ClassValue<AtomicReference<@Nullable ResolvedFunction>> BY_CLASS =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable ResolvedFunction> computeValue(Class<?> type) {
          return new AtomicReference<>(); // it takes an object of the class to find out
        }
      };

  private FunctionResolver() {}

  /** What a serializable function stands for. */
  static ResolvedFunction of(Serializable function) {
    AtomicReference<@Nullable ResolvedFunction> slot = BY_CLASS.get(function.getClass());
    ResolvedFunction known = slot.get();
    if (known == null) {
      known = resolve(function);
      slot.set(known);
    }
    return known;
  }

  private static ResolvedFunction resolve(Serializable function) {
    SerializedLambda lambda = serializedLambda(function);
    if (lambda == null) {
      // an object of a class that implements the interface: it travels as it is
      String name = function.getClass().getSimpleName();
      return travelling(
          new FunctionDescriptor(function.getClass().getName(), "", "", name), List.of());
    }
    ClassLoader loader = function.getClass().getClassLoader();
    String className = lambda.getImplClass().replace('/', '.');
    MethodType type =
        MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader);
    Method method = findMethod(className, lambda.getImplMethodName(), type, loader);
    if (method.isSynthetic()) {
      int captured = type.parameterCount() - instantiatedCount(lambda, loader);
      List<Class<?>> parameters =
          type.parameterList().subList(Math.max(0, captured), type.parameterCount());
      return travelling(
          new FunctionDescriptor(className, "", "", simpleName(className) + ".lambda"), parameters);
    }
    return annotated(lambda, className, method);
  }

  private static int instantiatedCount(SerializedLambda lambda, ClassLoader loader) {
    return MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader)
        .parameterCount();
  }

  private static ResolvedFunction travelling(
      FunctionDescriptor descriptor, List<Class<?>> parameters) {
    return new ResolvedFunction(
        descriptor, descriptor.displayName(), List.copyOf(parameters), null, LAMBDA_POLICY);
  }

  private static ResolvedFunction annotated(
      SerializedLambda lambda, String className, Method method) {
    String name = className + "." + lambda.getImplMethodName();
    if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
      throw new IllegalArgumentException(
          name
              + " is not a remote function: it is "
              + (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial
                  ? "a constructor"
                  : "an instance method")
              + ". Use a static method with @Remote, or a lambda.");
    }
    Remote remote = method.getAnnotation(Remote.class);
    if (remote == null) {
      throw new IllegalArgumentException(
          name
              + " is not a remote function: it lacks @Remote. Annotate the method, or pass a lambda.");
    }
    if (remote.timeoutMs() < 0) {
      throw new IllegalArgumentException(
          "%s must not have a negative timeoutMs: timeoutMs=%d. Use 0 for no limit."
              .formatted(name, remote.timeoutMs()));
    }
    FunctionDescriptor descriptor =
        new FunctionDescriptor(
            method.getDeclaringClass().getName(),
            method.getName(),
            MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString(),
            simpleName(className) + "." + method.getName());
    ResolvedFunction function =
        new ResolvedFunction(
            descriptor,
            remote.name().isEmpty() ? descriptor.displayName() : remote.name(),
            List.of(method.getParameterTypes()),
            method.getReturnType(),
            new ExecutionPolicy(
                remote.numReturns(),
                remote.maxRetries(),
                slots(remote.numCpus()),
                TimeUnit.MILLISECONDS.toNanos(remote.timeoutMs()),
                names(List.of(remote.retryOn())),
                resources(remote.numCpus(), Map.of())));
    checkReturns(function, remote.numReturns());
    return function;
  }

  /** Binary names, by which a worker compares what was thrown. */
  static List<String> names(List<Class<? extends Throwable>> types) {
    return types.stream().map(Class::getName).toList();
  }

  /** Whole workers: one runs one task at a time, however little of a CPU the task needs. */
  static int slots(double numCpus) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.ceil(numCpus)));
  }

  /** What a task occupies: Ray takes a resource that is not named for one that is not needed. */
  static Map<String, Double> resources(double numCpus, Map<String, Double> others) {
    Map<String, Double> resources = new HashMap<>(others);
    resources.put(ExecutionPolicy.CPU, numCpus);
    resources.values().removeIf(amount -> amount == 0);
    return resources;
  }

  /** Refuses a number of returns that the declared type cannot have. */
  static void checkReturns(ResolvedFunction function, int numReturns) {
    Class<?> type = function.returnType();
    if (numReturns == 1 || type == null || type.isInterface() || type == Object.class) {
      return;
    }
    RecordComponent[] components = type.getRecordComponents();
    boolean list = List.class.isAssignableFrom(type);
    if (!list && (components == null || components.length != numReturns)) {
      throw new IllegalArgumentException(
          "%s cannot have numReturns=%d: it returns %s. Return a record of %d components, or a List."
              .formatted(
                  function.name(),
                  numReturns,
                  components == null
                      ? "a " + type.getName()
                      : "a record of " + components.length + " components",
                  numReturns));
    }
  }

  /** The component that an accessor stands for. */
  static Selector.Component componentOf(Component<?, ?> accessor) {
    SerializedLambda lambda = serializedLambda(accessor);
    if (lambda != null && lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeVirtual) {
      ClassLoader loader = accessor.getClass().getClassLoader();
      try {
        Class<?> type = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
        RecordComponent[] components = type.getRecordComponents();
        for (int index = 0; components != null && index < components.length; index++) {
          if (components[index].getName().equals(lambda.getImplMethodName())) {
            return new Selector.Component(index, type.getName(), components[index].getName());
          }
        }
      } catch (ClassNotFoundException e) {
        throw new IllegalArgumentException("The accessor's class is missing: " + e.getMessage(), e);
      }
    }
    throw new IllegalArgumentException(
        "component takes a reference to a record's accessor (Parts::low), not "
            + (lambda == null
                ? accessor.getClass().getName()
                : lambda.getImplClass().replace('/', '.') + "." + lambda.getImplMethodName())
            + ".");
  }

  private static @Nullable SerializedLambda serializedLambda(Serializable function) {
    try {
      Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
    } catch (NoSuchMethodException e) {
      return null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot read the function "
              + function.getClass().getName()
              + ": "
              + e
              + ". If its module is named, open its package.",
          e);
    }
  }

  private static Method findMethod(
      String className, String name, MethodType type, ClassLoader loader) {
    try {
      Class<?> declaring = Class.forName(className, false, loader);
      for (Class<?> holder = declaring; holder != null; holder = holder.getSuperclass()) {
        for (Method method : holder.getDeclaredMethods()) {
          if (method.getName().equals(name)
              && type.parameterList().equals(List.of(method.getParameterTypes()))
              && type.returnType() == method.getReturnType()) {
            return method;
          }
        }
      }
      for (Class<?> face : declaring.getInterfaces()) {
        for (Method method : face.getDeclaredMethods()) {
          if (method.getName().equals(name)
              && type.parameterList().equals(List.of(method.getParameterTypes()))) {
            return method;
          }
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("The function's class is missing: " + className, e);
    }
    if (name.equals("<init>")) {
      throw new IllegalArgumentException(
          className
              + "::new is not a remote function: it is a constructor. Use a static method with"
              + " @Remote, or a lambda.");
    }
    throw new IllegalArgumentException(
        "Cannot find the function " + className + "." + name + type + ".");
  }

  private static String simpleName(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    return name.substring(name.lastIndexOf('$') + 1);
  }
}
