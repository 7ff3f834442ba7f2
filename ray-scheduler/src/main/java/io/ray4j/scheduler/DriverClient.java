package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.ResolvedRef;
import io.ray4j.objectstore.SealListener;
import io.ray4j.objectstore.Segments;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The driver's own way to its scheduler and store: by call. Thread-safe. */
public final class DriverClient implements SchedulerClient {
  private final LocalScheduler scheduler;
  private final ObjectStore store;
  private final long origin = ThreadLocalRandom.current().nextLong();
  private final AtomicLong sequence = new AtomicLong();

  public DriverClient(LocalScheduler scheduler, ObjectStore store) {
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
    return payload.size() <= INLINE_LIMIT_BYTES ? inline(payload) : store.write(payload);
  }

  /** The payload as a value that travels inside frames. */
  public static ObjectValue inline(PayloadWriter payload) {
    byte[] bytes = new byte[(int) payload.size()];
    payload.writeTo(ByteBuffer.wrap(bytes));
    return new ObjectValue.Inline(bytes);
  }

  @Override
  public void putObject(ObjectId id, ObjectValue value) {
    store.seal(store.createPending(id, 0), value);
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
    ObjectEntry entry = resolved.entry();
    Consumer<ObjectValue> told = value -> listener.onSealed(value, resolved.path());
    entry.onSealed(told);
    return () -> entry.removeListener(told);
  }

  static ObjectValue unknown(RefTarget target) {
    return LocalScheduler.failed(
        TaskFailure.of(
            TaskFailure.Kind.OBJECT_LOST,
            "",
            "",
            "ObjectRef("
                + target.root()
                + ") is unknown to this session: it comes from a session that is over, or names a"
                + " part that the result does not have."));
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
  public Segments segments() {
    return store.segments();
  }

  @Override
  public int slots() {
    return scheduler.configuredWorkers();
  }
}
