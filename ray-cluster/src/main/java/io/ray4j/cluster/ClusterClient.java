package io.ray4j.cluster;

import io.ray.api.Ray;
import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.SealListener;
import io.ray4j.objectstore.Segments.MappedView;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.scheduler.PinResult;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process's way to its cluster: through Ray's own API, the same in the driver and in a worker.
 * Thread-safe.
 *
 * <p>Values are heap arrays here; only the inputs of a task that is running may lie in Ray's shared
 * memory.
 */
final class ClusterClient implements SchedulerClient, AutoCloseable {
  /** Ray's Java API takes and gives arrays. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private final ObjectDirectory directory = new ObjectDirectory();
  private final Watch watch = new Watch(directory);

  private final long origin = ThreadLocalRandom.current().nextLong();
  private final AtomicLong sequence = new AtomicLong();

  /** Where inputs lie that Ray has mapped, by the number in place of a segment's. */
  private final Map<Integer, ByteBuffer> mapped = new ConcurrentHashMap<>();

  /** Arrays of users' on their way into Ray, by the number in place of a segment's. */
  private final Map<Integer, byte[]> lent = new ConcurrentHashMap<>();

  private final AtomicInteger lastNumber = new AtomicInteger();

  ObjectDirectory directory() {
    return directory;
  }

  @Override
  public TaskId nextId() {
    return new TaskId(origin, sequence.incrementAndGet());
  }

  @Override
  public void submitTask(TaskSpec spec) {
    inRay(
        () -> {
          TaskProduction production = new TaskProduction(spec, directory);
          directory.add(ClusterObject.produced(spec.id().result(), production), production.keeps());
        });
  }

  /** Makes a call of Ray's, which must not end meanwhile; refused once the session is over. */
  private void inRay(Runnable call) {
    if (!watch.enter(false)) {
      throw RayFailures.over();
    }
    try {
      call.run();
    } finally {
      watch.leave(false);
    }
  }

  @Override
  public ObjectValue store(PayloadWriter payload) {
    if (payload.size() > MAX_BYTES) {
      throw new StoreFullException(
          "Ray's Java API takes no object of more than %,d bytes: size=%,d. Split the value."
              .formatted(MAX_BYTES, payload.size()));
    }
    byte[] bare = payload instanceof EncodedObject encoded ? BareBytes.of(encoded) : null;
    if (bare == null) {
      return new ObjectValue.Inline(payload.toBytes(), payload.references());
    }
    int number = lastNumber.incrementAndGet();
    lent.put(number, bare); // it goes to Ray before its owner's code goes on
    return new ObjectValue.Stored(new Extent(number, 0, bare.length), List.of());
  }

  @Override
  public void discard(ObjectValue value) {
    if (value instanceof ObjectValue.Stored stored) {
      lent.remove(stored.extent().segment());
    }
  }

  /** What Ray is to store for what {@link #store} returned, or for a failure. */
  Object toStored(ObjectValue value) {
    if (value instanceof ObjectValue.Stored stored) {
      return Objects.requireNonNull(lent.remove(stored.extent().segment()));
    } else if (value instanceof ObjectValue.Composite composite) {
      List<ObjectValue> parts = new ArrayList<>();
      for (ObjectValue part : composite.parts()) {
        parts.add(part instanceof ObjectValue.Stored ? ValueForm.fromStored(toStored(part)) : part);
      }
      return ValueForm.toStored(
          new ObjectValue.Composite(composite.recordClass(), parts), directory);
    }
    return ValueForm.toStored(value, directory);
  }

  @Override
  public void putObject(ObjectId id, ObjectValue value) {
    Object stored = toStored(value);
    List<ObjectId> references =
        value instanceof ObjectValue.Inline inline ? inline.references() : List.of();
    inRay(
        () -> {
          try {
            directory.add(ClusterObject.put(id, Ray.put(stored), references.isEmpty()), references);
          } catch (RuntimeException e) {
            throw new StoreFullException("Ray did not take the object: " + e);
          }
        });
  }

  @Override
  public @Nullable SealedRef peek(RefTarget target) {
    ClusterObject object = directory.find(target.object());
    ObjectValue value = object == null ? null : object.known();
    return object == null || value == null
        ? null
        : select(value, TaskProduction.within(object, target).path());
  }

  @Override
  public Runnable whenSealed(RefTarget target, SealListener listener) {
    ClusterObject object = directory.find(target.object());
    if (object == null) {
      listener.onSealed(
          RayFailures.value(Kind.OBJECT_LOST, "", "", RayFailures.unknown(target.object())),
          List.of());
      return () -> {};
    }
    List<Selector> path = TaskProduction.within(object, target).path();
    return watch.add(
        object,
        value -> {
          SealedRef selected = select(value, path);
          listener.onSealed(selected.value(), selected.path());
        });
  }

  /** The part that the first step leads to, if the parts were to be objects of their own. */
  static SealedRef select(ObjectValue value, List<Selector> path) {
    if (path.isEmpty() || !(value instanceof ObjectValue.Composite composite)) {
      return new SealedRef(value, value instanceof ObjectValue.Failed ? List.of() : path);
    }
    return new SealedRef(part(composite, path.get(0).index()), path.subList(1, path.size()));
  }

  static ObjectValue part(ObjectValue.Composite composite, int index) {
    return index < composite.parts().size()
        ? composite.parts().get(index)
        : RayFailures.value(
            Kind.OBJECT_LOST,
            "",
            "",
            "The result has %d parts, and none of number %d."
                .formatted(composite.parts().size(), index));
  }

  /** A part of a result is made an object of its own when this process has its first ref to it. */
  @Override
  public void addLocalReference(ObjectId id) {
    ClusterObject known = directory.find(id);
    if (known == null || known.id().equals(id) || id.index() > known.parts()) {
      directory.hold(id);
      return;
    }
    inRay(
        () -> {
          PartProduction production = new PartProduction(id, "part", directory);
          directory.add(ClusterObject.produced(id, production), production.keeps());
        });
  }

  @Override
  public void removeLocalReference(ObjectId id) {
    directory.letGo(id);
  }

  @Override
  public boolean cancel(ObjectId id) {
    throw new UnsupportedOperationException(
        "Ray's Java API cannot cancel a task: ObjectRef("
            + id
            + "). Give the task a timeout (TaskOptions.timeout), or run it with address=local.");
  }

  @Override
  public void free(ObjectId id) {
    throw new UnsupportedOperationException(
        "Ray's Java API cannot free an object that others may read: ObjectRef("
            + id
            + "). Drop the refs to it: Ray frees it when the last one is garbage.");
  }

  @Override
  public void sync() {
    watch.sync();
  }

  @Override
  public void flush() {
    // Ray sends at once
  }

  @Override
  public void help(BooleanSupplier done, long timeoutNs) {
    watch.help(done, timeoutNs);
  }

  /** As many as Ray finds room for. */
  @Override
  public int slots() {
    return Integer.MAX_VALUE;
  }

  /** Lets an input be read where Ray has mapped it; {@link #unmap} must follow. */
  Extent map(ByteBuffer input) {
    int number = lastNumber.incrementAndGet();
    mapped.put(number, input.slice());
    return new Extent(number, 0, input.remaining());
  }

  void unmap(Extent extent) {
    mapped.remove(extent.segment());
  }

  private ByteBuffer bytes(Extent extent) {
    ByteBuffer bytes = mapped.get(extent.segment());
    if (bytes == null) {
      throw new IllegalStateException("An input is read after its task has ended: " + extent);
    }
    return bytes;
  }

  @Override
  public Payload readable(Extent extent) {
    return BareBytes.payload(bytes(extent).asReadOnlyBuffer());
  }

  @Override
  public MappedView view(Extent extent, long offset, long length) {
    ByteBuffer bytes = bytes(extent);
    ByteBuffer view =
        bytes
            .slice((int) offset - BareBytes.headLength(bytes), (int) length)
            .asReadOnlyBuffer()
            .order(ByteOrder.nativeOrder());
    return new MappedView(view, view);
  }

  @Override
  public PinResult pin(ObjectId id) {
    throw new IllegalStateException("only inputs lie in shared memory: object=" + id);
  }

  /** Ray keeps inputs until their task has ended. */
  @Override
  public PinResult.Pinned pinInput(ObjectId id, Extent extent) {
    return new PinResult.Pinned(extent, () -> {});
  }

  /** Fails what is waited for, and waits until no thread is in Ray. */
  @Override
  public void close() {
    watch.close();
  }
}
