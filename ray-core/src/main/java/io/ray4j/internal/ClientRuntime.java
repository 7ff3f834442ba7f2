package io.ray4j.internal;

import io.ray4j.ObjectRef;
import io.ray4j.ObjectStoreFullException;
import io.ray4j.RayInterruptedException;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTimeoutException;
import io.ray4j.TaskOptions;
import io.ray4j.WaitResult;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.SchedulerClient.SealedRef;
import io.ray4j.scheduler.kept.KeptTaskFile;
import io.ray4j.spi.RayRuntime;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What driver and worker do alike: values to objects and back, calls to tasks, and waiting.
 *
 * <p>Thread-safe. Its subclasses know how a session begins and ends.
 */
public abstract class ClientRuntime implements RayRuntime {
  private final SchedulerClient client;
  private final ObjectCodec codec;
  private final ValueReader reader;
  private final TaskSpecBuilder specs;
  private final ReferenceTracker tracker = new ReferenceTracker();
  private final Consumer<ObjectId> letGo;
  private final ObjLongConsumer<BooleanSupplier> helper;

  /**
   * Makes the runtime of a process.
   *
   * @param client how the process asks for what it needs
   * @param classLoader finds the classes of values and functions
   */
  @SuppressWarnings("this-escape") // to the codec, which asks for refs only once values travel
  protected ClientRuntime(SchedulerClient client, ClassLoader classLoader) {
    this.client = client;
    this.codec = new ObjectCodec(classLoader, new RefBinding(this));
    this.reader = new ValueReader(codec, client, tracker::whenUnreachable, classLoader);
    this.specs = new TaskSpecBuilder(client, codec);
    this.letGo = client::removeLocalReference;
    this.helper = client::help;
  }

  final ObjectCodec codec() {
    return codec;
  }

  final ValueReader reader() {
    return reader;
  }

  /** Refuses calls once the session is over. */
  protected abstract void checkOpen();

  @Override
  public <T> ObjectRef<T> put(@Nullable T value) {
    checkOpen();
    ObjectId id = client.nextId().result();
    try {
      client.putObject(id, client.store(codec.encode(value)));
    } catch (CodecException e) {
      throw new RaySerializationException(String.valueOf(e.getMessage()), e);
    } catch (StoreFullException e) {
      throw new ObjectStoreFullException(String.valueOf(e.getMessage()), e);
    } finally {
      Reference.reachabilityFence(value); // refs in it are held by the object from here on
    }
    return madeRef(id);
  }

  /** A ref to an object that this process just made known, and so holds already. */
  private <T extends @Nullable Object> RemoteRef<T> madeRef(ObjectId id) {
    RemoteRef<T> ref = new RemoteRef<>(this, id);
    tracker.whenUnreachable(ref, letGo, id);
    return ref;
  }

  /** A ref to an object that something else holds until this process does too. */
  final <T extends @Nullable Object> RemoteRef<T> borrowedRef(RefTarget target) {
    ObjectId id = target.object();
    client.addLocalReference(id);
    RemoteRef<T> ref = new RemoteRef<>(this, target);
    tracker.whenUnreachable(ref, letGo, id);
    return ref;
  }

  final void free(RemoteRef<?> ref) {
    checkOpen();
    try {
      client.free(ref.object());
    } finally {
      Reference.reachabilityFence(ref);
    }
  }

  final boolean cancel(RemoteRef<?> ref) {
    checkOpen();
    try {
      return client.cancel(ref.object());
    } finally {
      Reference.reachabilityFence(ref);
    }
  }

  /** Lets go of no more objects: the session is over, and its thread ends. */
  protected final void stopTracking() {
    tracker.close();
  }

  @Override
  public <R> ObjectRef<R> submit(
      Serializable function, @Nullable TaskOptions options, @Nullable Object[] arguments) {
    checkOpen();
    TaskSpecBuilder.Built built;
    try {
      built = specs.build(function, options, arguments);
    } catch (CodecException e) {
      throw new RaySerializationException(String.valueOf(e.getMessage()), e);
    } catch (StoreFullException e) {
      throw new ObjectStoreFullException(String.valueOf(e.getMessage()), e);
    }
    try {
      client.submitTask(built.spec());
    } finally {
      Reference.reachabilityFence(arguments); // the task holds their refs' objects now
      Reference.reachabilityFence(function);
      if (!built.temporary().isEmpty()) {
        built.temporary().forEach(letGo);
      }
    }
    return madeRef(built.spec().id().result());
  }

  @Override
  public @Nullable Object get(ObjectRef<?> ref, @Nullable Duration timeout) {
    checkOpen();
    RemoteRef<?> own = RemoteRef.of(ref);
    SealedRef sealed = client.peek(own.target());
    try {
      return sealed == null ? get(List.of(ref), timeout).get(0) : read(own, sealed);
    } finally {
      Reference.reachabilityFence(ref);
    }
  }

  @Override
  public List<@Nullable Object> get(List<? extends ObjectRef<?>> refs, @Nullable Duration timeout) {
    checkOpen();
    List<RemoteRef<?>> own = ownRefs(refs); // the caller's list may change, or make them anew
    try {
      return getAll(own, timeout);
    } finally {
      own.forEach(Reference::reachabilityFence);
    }
  }

  private List<@Nullable Object> getAll(List<RemoteRef<?>> own, @Nullable Duration timeout) {
    Waiter waiter = new Waiter(client, own, own.size(), true);
    boolean inTime = waiter.await(client, timeout == null ? null : nanos(timeout));
    List<@Nullable Object> values = new ArrayList<>(own.size());
    int sealedCount = 0;
    for (int index = 0; index < own.size(); index++) {
      SealedRef sealed = waiter.sealed(index);
      if (sealed != null && sealed.value() instanceof ObjectValue.Failed failed) {
        throw Failures.exception(failed, codec);
      }
      sealedCount += sealed == null ? 0 : 1;
    }
    if (!inTime || sealedCount < own.size()) {
      throw new RayTimeoutException(
          "%d of %d objects were not ready within timeout=%s; the tasks go on."
              .formatted(own.size() - sealedCount, own.size(), timeout));
    }
    for (int index = 0; index < own.size(); index++) {
      SealedRef sealed = waiter.sealed(index);
      if (sealed != null) {
        values.add(read(own.get(index), sealed));
      }
    }
    return values;
  }

  private @Nullable Object read(RemoteRef<?> ref, SealedRef sealed) {
    if (sealed.value() instanceof ObjectValue.Failed failed) {
      throw Failures.exception(failed, codec);
    }
    String view = ref.view();
    try {
      return reader.read(
          ref.object(), sealed.value(), sealed.path(), view == null ? null : Views.byName(view));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RayInterruptedException("Interrupted while waiting for an object's bytes.", e);
    } catch (CodecException e) {
      throw new RaySerializationException(
          "%s cannot be read: %s%s".formatted(ref, e.getMessage(), MissingClass.lookedFor(e)), e);
    }
  }

  @Override
  public <R extends ObjectRef<?>> WaitResult<R> wait(
      List<? extends R> refs, int numReturns, Duration timeout) {
    checkOpen();
    Waiter waiter = new Waiter(client, ownRefs(refs), numReturns, false);
    waiter.await(client, nanos(timeout));
    List<R> ready = new ArrayList<>();
    List<R> pending = new ArrayList<>();
    for (int index = 0; index < refs.size(); index++) {
      boolean isReady = waiter.sealed(index) != null && ready.size() < numReturns;
      (isReady ? ready : pending).add(refs.get(index));
    }
    return new WaitResult<>(ready, pending);
  }

  @Override
  public <T> List<ObjectRef<T>> elements(ObjectRef<? extends List<T>> ref, int count) {
    checkOpen();
    RemoteRef<?> own = RemoteRef.of(ref);
    List<ObjectRef<T>> elements = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      elements.add(own.at(new Selector.Element(index)));
    }
    return elements;
  }

  /** A future of the ref's value, completed on the common pool: never by a thread that reads. */
  @SuppressWarnings({"unchecked", "NullAway"}) // T says what the object is, and whether it is null
  final <T extends @Nullable Object> CompletableFuture<T> future(RemoteRef<T> ref) {
    checkOpen();
    RefFuture<T> future = new RefFuture<>(helper, ref);
    Runnable unused =
        client.whenSealed(
            ref.target(),
            (value, path) -> {
              future.onSealed();
              ForkJoinPool.commonPool()
                  .execute(
                      () -> {
                        try {
                          future.complete((T) read(ref, new SealedRef(value, path)));
                        } catch (RuntimeException | Error e) { // somebody waits for it
                          future.fail(e);
                        }
                      });
            });
    client.flush();
    return future;
  }

  @Override
  public @Nullable Object replay(Path failedTask) {
    checkOpen();
    KeptTaskFile file = Replay.open(failedTask);
    Runnable letGo = putBack(file);
    try {
      return Replay.run(file, new RefBinding(this));
    } finally {
      letGo.run(); // refs that the function returned hold their objects by themselves
    }
  }

  /**
   * Has the objects be there that refs inside a kept task's inputs point at, until what is returned
   * is run.
   */
  protected abstract Runnable putBack(KeptTaskFile file);

  private static List<RemoteRef<?>> ownRefs(List<? extends ObjectRef<?>> refs) {
    List<RemoteRef<?>> own = new ArrayList<>(refs.size());
    for (ObjectRef<?> ref : refs) {
      own.add(RemoteRef.of(ref));
    }
    return own;
  }

  private static long nanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE; // 292 years will do
    }
  }
}
