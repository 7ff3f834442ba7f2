package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.objectstore.PinListener;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.ResolvedRef;
import io.ray4j.objectstore.SealListener;
import io.ray4j.objectstore.Segments.MappedView;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** The driver's own way to its scheduler and store: by call. Thread-safe. */
public final class DriverClient implements SchedulerClient {
  private final LocalScheduler scheduler;
  private final ObjectStore store;
  private final ObjLongConsumer<BooleanSupplier> helper;
  private final long origin = ThreadLocalRandom.current().nextLong();
  private final AtomicLong sequence = new AtomicLong();

  /**
   * Makes the driver's client.
   *
   * @param helper reads what workers say on the calling thread for a while: see {@link #help}
   */
  public DriverClient(
      LocalScheduler scheduler, ObjectStore store, ObjLongConsumer<BooleanSupplier> helper) {
    this.helper = helper;
    this.scheduler = scheduler;
    this.store = store;
  }

  @Override
  public TaskId nextId() {
    return new TaskId(origin, sequence.incrementAndGet());
  }

  @Override
  public void submitTask(TaskSpec spec) {
    scheduler.submitTask(spec);
  }

  @Override
  public ObjectValue store(PayloadWriter payload) {
    return payload.size() <= INLINE_LIMIT_BYTES
        ? inline(payload)
        : new ObjectValue.Stored(store.write(payload), payload.references());
  }

  /** The payload as a value that travels inside frames. */
  public static ObjectValue inline(PayloadWriter payload) {
    return new ObjectValue.Inline(payload.toBytes(), payload.references());
  }

  @Override
  public void discard(ObjectValue value) {
    store.discard(value);
  }

  @Override
  public void putObject(ObjectId id, ObjectValue value) {
    store.seal(store.createPending(id, 0, ""), value);
  }

  @Override
  public @Nullable SealedRef peek(RefTarget target) {
    ResolvedRef resolved = store.resolve(target);
    ObjectValue value = resolved == null ? null : resolved.entry().value();
    return resolved == null || value == null ? null : new SealedRef(value, resolved.path());
  }

  @Override
  public Runnable whenSealed(RefTarget target, SealListener listener) {
    ResolvedRef resolved = store.resolve(target);
    if (resolved == null) {
      listener.onSealed(unknown(target), List.of());
      return () -> {};
    }
    Telling telling = new Telling(resolved, listener);
    resolved.entry().onSealed(telling);
    return telling;
  }

  /** Tells a listener when an object is sealed; if run, does so no more. */
  private static final class Telling implements Consumer<ObjectValue>, Runnable {
    private final ResolvedRef ref;
    private final SealListener listener;

    Telling(ResolvedRef ref, SealListener listener) {
      this.ref = ref;
      this.listener = listener;
    }

    @Override
    public void accept(ObjectValue value) {
      listener.onSealed(value, ref.path());
    }

    @Override
    public void run() {
      ref.entry().removeListener(this);
    }
  }

  static ObjectValue unknown(RefTarget target) {
    return TaskFailures.unreadable(
        TaskFailure.Kind.OBJECT_LOST,
        target.root(),
        "is unknown to this session: it comes from a session that is over, or names a part that"
            + " the result does not have.");
  }

  @Override
  public void addLocalReference(ObjectId id) {
    ObjectEntry unused = store.hold(id);
  }

  @Override
  public void removeLocalReference(ObjectId id) {
    ObjectEntry entry = store.find(id);
    if (entry != null) {
      store.letGo(entry);
    }
  }

  @Override
  public boolean cancel(ObjectId id) {
    return scheduler.cancel(id);
  }

  @Override
  public void free(ObjectId id) {
    ObjectEntry entry = store.find(id);
    if (entry != null) {
      store.free(entry, freed(id));
    }
  }

  static ObjectValue.Failed freed(ObjectId id) {
    return TaskFailures.unreadable(TaskFailure.Kind.OBJECT_FREED, id, "was freed.");
  }

  @Override
  public PinResult pin(ObjectId id) throws InterruptedException {
    ObjectEntry entry = store.find(id);
    if (entry == null) {
      return new PinResult.NotPinned(freed(id));
    }
    Extent extent = store.tryPin(entry);
    if (extent != null) {
      return new PinResult.Pinned(extent, () -> store.unpin(entry));
    }
    CompletableFuture<PinResult> pinned = new CompletableFuture<>();
    pin(store, entry, pinned::complete);
    return await(pinned);
  }

  /** Waits for a pin; if the wait is interrupted, the pin is taken back when it comes. */
  public static PinResult await(CompletableFuture<PinResult> pinned) throws InterruptedException {
    try {
      return pinned.get();
    } catch (InterruptedException e) {
      CompletableFuture<Void> unused =
          pinned.thenAccept(
              result -> {
                if (result instanceof PinResult.Pinned late) {
                  late.unpin().run();
                }
              });
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pin fails with a value", e);
    }
  }

  /** Pins an object once it is in memory; the listener is told by this call or later. */
  static void pin(ObjectStore store, ObjectEntry entry, Consumer<PinResult> listener) {
    if (entry.value() instanceof ObjectValue.Failed failed) {
      listener.accept(new PinResult.NotPinned(failed));
      return;
    }
    store.pin(
        entry,
        new PinListener() {
          @Override
          public void onPinned(Extent extent) {
            listener.accept(new PinResult.Pinned(extent, () -> store.unpin(entry)));
          }

          @Override
          public void onFailed(Failure failure, String reason) {
            TaskFailure.Kind kind =
                switch (failure) {
                  case LOST -> TaskFailure.Kind.OBJECT_LOST;
                  case FREED -> TaskFailure.Kind.OBJECT_FREED;
                  case NO_ROOM -> TaskFailure.Kind.STORE_FULL;
                };
            listener.accept(
                new PinResult.NotPinned(
                    TaskFailures.unreadable(kind, entry.id(), "cannot be read. " + reason)));
          }
        });
  }

  @Override
  public PinResult.Pinned pinInput(ObjectId id, Extent extent) {
    ObjectEntry entry = store.find(id);
    if (entry == null || store.tryPin(entry) == null) {
      throw new IllegalStateException("not an input of a running task: object=" + id);
    }
    return new PinResult.Pinned(extent, () -> store.unpin(entry));
  }

  @Override
  public void sync() {
    // what is sealed is known here at once
  }

  @Override
  public void flush() {
    scheduler.flush();
  }

  @Override
  public void help(BooleanSupplier done, long timeoutNs) {
    helper.accept(done, timeoutNs);
  }

  @Override
  public Payload readable(Extent extent) {
    return store.segments().readable(extent);
  }

  @Override
  public MappedView view(Extent extent, long offset, long length) {
    return store.segments().view(extent, offset, length);
  }

  @Override
  public int slots() {
    return scheduler.configuredWorkers();
  }
}
