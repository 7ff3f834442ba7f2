package io.ray4j;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RuntimeBinding;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A runtime that runs each task inside {@code submit}, on the calling thread, and records what it
 * was asked for. Confined to one thread.
 */
public final class InlineRuntime implements RayRuntime {
  /** What one call of {@code submit} was given. */
  public record Call(Serializable function, TaskOptions options, List<Object> arguments) {
    /**
     * The functional interface that the overload took: it says which family and arity was chosen.
     */
    public String family() {
      return functionalInterface(function).getSimpleName();
    }
  }

  public final List<Call> calls = new ArrayList<>();
  public final AtomicInteger closes = new AtomicInteger();
  public boolean worker;
  public Duration timeout;
  private int ids;

  /** Binds a new one, in place of {@code Ray.init}. */
  public static InlineRuntime bound() {
    InlineRuntime runtime = new InlineRuntime();
    if (!RuntimeBinding.bind(runtime)) {
      throw new IllegalStateException("A test left a runtime bound: " + RuntimeBinding.current());
    }
    return runtime;
  }

  public Call last() {
    return calls.get(calls.size() - 1);
  }

  @Override
  public <T> ObjectRef<T> put(T value) {
    return new InlineRef<>(value);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R> ObjectRef<R> submit(Serializable function, TaskOptions options, Object[] arguments) {
    List<Object> given = new ArrayList<>();
    Object[] resolved = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      given.add(arguments[i]);
      resolved[i] = arguments[i] instanceof InlineRef<?> ref ? ref.value : arguments[i];
    }
    Call call = new Call(function, options, given);
    calls.add(call);
    return new InlineRef<>((R) run(function, resolved));
  }

  private static Object run(Serializable function, Object[] arguments) {
    Class<?> type = functionalInterface(function);
    try {
      for (Method method : type.getMethods()) {
        if (method.getName().equals("apply")) {
          return method.invoke(function, arguments);
        }
      }
      throw new AssertionError("No apply in " + type);
    } catch (InvocationTargetException e) {
      throw new RayTaskException(type.getSimpleName(), "1", "inline", e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> functionalInterface(Serializable function) {
    return function.getClass().getInterfaces()[0];
  }

  @Override
  public Object get(ObjectRef<?> ref, Duration timeout) {
    this.timeout = timeout;
    return ((InlineRef<?>) ref).value;
  }

  @Override
  public List<Object> get(List<? extends ObjectRef<?>> refs, Duration timeout) {
    this.timeout = timeout;
    List<Object> values = new ArrayList<>();
    for (ObjectRef<?> ref : refs) {
      values.add(((InlineRef<?>) ref).value);
    }
    return values;
  }

  @Override
  public <R extends ObjectRef<?>> WaitResult<R> wait(
      List<? extends R> refs, int numReturns, Duration timeout) {
    this.timeout = timeout;
    return new WaitResult<>(
        List.copyOf(refs.subList(0, numReturns)),
        List.copyOf(refs.subList(numReturns, refs.size())));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<ObjectRef<T>> elements(ObjectRef<? extends List<T>> ref, int count) {
    List<ObjectRef<T>> elements = new ArrayList<>();
    for (T element : ((InlineRef<List<T>>) ref).value.subList(0, count)) {
      elements.add(new InlineRef<>(element));
    }
    return elements;
  }

  @Override
  public RayState state() {
    return new RayState("inline", Path.of("inline"), 0, 0, List.of(), List.of(), List.of());
  }

  @Override
  public Object replay(Path failedTask) {
    return failedTask.toString();
  }

  @Override
  public boolean isWorker() {
    return worker;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }

  private final class InlineRef<T> implements ObjectRef<T> {
    private final ObjectId id = ObjectId.of(ByteBuffer.allocate(20).putInt(++ids).array());
    private final T value;

    InlineRef(T value) {
      this.value = value;
    }

    @Override
    public ObjectId id() {
      return id;
    }

    @Override
    public T get() {
      return value;
    }

    @Override
    public T get(Duration timeout) {
      return value;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public <C> ObjectRef<C> component(Component<T, C> accessor) {
      return new InlineRef<>(accessor.apply(value));
    }

    @Override
    public <V> ObjectRef<V> as(Class<V> view) {
      return new InlineRef<>(null);
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
      return CompletableFuture.completedFuture(value);
    }

    @Override
    public boolean cancel() {
      return false;
    }

    @Override
    public void free() {}
  }
}
