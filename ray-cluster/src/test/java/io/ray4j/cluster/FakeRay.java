package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import io.ray.api.WaitResult;
import io.ray.api.runtime.RayRuntime;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Ray without a cluster, behind Ray's static methods until {@code close}: it has what a test says
 * that it has.
 *
 * <p>Used by one thread.
 */
final class FakeRay implements AutoCloseable {
  private final IdentityHashMap<Object, Object> stored = new IdentityHashMap<>();
  private final List<ClassLoader> contexts = new ArrayList<>();

  static FakeRay start() throws ReflectiveOperationException {
    FakeRay ray = new FakeRay();
    setRuntime(
        (RayRuntime)
            Proxy.newProxyInstance(
                RayRuntime.class.getClassLoader(),
                new Class<?>[] {RayRuntime.class},
                (proxy, method, arguments) -> ray.answer(method, arguments)));
    return ray;
  }

  private static void setRuntime(RayRuntime runtime) throws ReflectiveOperationException {
    Field field = Ray.class.getDeclaredField("runtime");
    field.setAccessible(true);
    field.set(null, runtime);
  }

  /** What a ref leads to from now on; what can be thrown is. */
  void store(ObjectRef<Object> ref, Object value) {
    stored.put(ref, value);
  }

  /** What a ref leads to, or null. */
  Object stored(ObjectRef<Object> ref) {
    return stored.get(ref);
  }

  /** The context class loaders with which values were read. */
  List<ClassLoader> contexts() {
    return contexts;
  }

  private Object answer(Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "get" -> get(arguments[0]);
      case "wait" -> {
        List<Object> ready = new ArrayList<>((List<?>) arguments[0]);
        ready.retainAll(stored.keySet());
        yield new WaitResult<>(castAll(ready), List.of());
      }
      case "put" -> {
        FakeRef ref = new FakeRef();
        stored.put(ref, arguments[0]);
        yield ref;
      }
      default -> throw new UnsupportedOperationException("no cluster: " + method);
    };
  }

  @SuppressWarnings("unchecked") // those that were asked for
  private static List<ObjectRef<Object>> castAll(List<Object> refs) {
    return (List<ObjectRef<Object>>) (List<?>) refs;
  }

  private Object get(Object ref) throws Throwable {
    contexts.add(Thread.currentThread().getContextClassLoader());
    Object value = stored.get(ref);
    if (value instanceof Throwable thrown) {
      throw thrown;
    }
    if (value == null) {
      throw new AssertionError("Ray.get would wait");
    }
    return value;
  }

  @Override
  public void close() throws ReflectiveOperationException {
    setRuntime(null);
  }
}
