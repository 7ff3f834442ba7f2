package io.ray4j.internal;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.kept.KeptTaskFile;
import io.ray4j.scheduler.task.KeptTask.KeptObject;
import io.ray4j.scheduler.task.TaskFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects that refs inside a kept task's inputs point at, back under their old ids in the store
 * of a session, perhaps another one. Those that the session still has are left as they are.
 *
 * <p>Owned by the thread that runs the task. {@code close} lets them go: then each stays for as
 * long as a ref to it does.
 */
final class ReplayedObjects implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;

  private final ObjectStore store;
  private final SchedulerClient client;
  private final Segments file;
  private final List<ObjectEntry> held = new ArrayList<>();

  private ReplayedObjects(ObjectStore store, SchedulerClient client, Segments file) {
    this.store = store;
    this.client = client;
    this.file = file;
  }

  /** An object that is made known and not sealed yet. */
  private record Pending(ObjectEntry entry, ObjectValue value) {}

  /** Puts back what is missing. Not to be called by two threads at once. */
  static ReplayedObjects putBack(KeptTaskFile kept, ObjectStore store, SchedulerClient client) {
    ReplayedObjects objects = new ReplayedObjects(store, client, kept.segments());
    List<KeptObject> wholesFirst = new ArrayList<>(kept.task().objects());
    wholesFirst.sort((a, b) -> Integer.compare(a.id().index(), b.id().index()));
    List<Pending> missing = new ArrayList<>();
    for (KeptObject object : wholesFirst) {
      objects.makeKnown(object, missing);
    }
    // all are known by now: each holds those that it has refs to
    missing.forEach(object -> store.seal(object.entry, objects.copy(object.value)));
    return objects;
  }

  private void makeKnown(KeptObject object, List<Pending> missing) {
    ObjectEntry entry = store.hold(object.id());
    if (entry == null) {
      int parts = object.value() instanceof ObjectValue.Composite whole ? whole.parts().size() : 0;
      entry = store.createPending(object.id(), parts, "");
      missing.add(new Pending(entry, object.value()));
    }
    held.add(entry);
  }

  /** The value, copied from the file into the store; a failure if there is no room. */
  private ObjectValue copy(ObjectValue value) {
    if (value instanceof ObjectValue.Composite composite) {
      return new ObjectValue.Composite(
          composite.recordClass(), composite.parts().stream().map(this::copy).toList());
    } else if (value instanceof ObjectValue.Stored stored) {
      try {
        return client.store(new Copy(file.readable(stored.extent()), stored.references()));
      } catch (StoreFullException e) {
        return Failures.value(
            TaskFailure.of(TaskFailure.Kind.STORE_FULL, "", "", String.valueOf(e.getMessage())),
            List.of());
      }
    }
    return value;
  }

  /** A payload that is there already, as one to be written. */
  private record Copy(Payload source, List<ObjectId> references) implements PayloadWriter {
    @Override
    public long size() {
      return source.size();
    }

    @Override
    public void writeTo(Payload target) {
      byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, size())];
      for (long done = 0; done < size(); done += chunk.length) {
        int bytes = (int) Math.min(chunk.length, size() - done);
        source.get(done, chunk, bytes);
        target.put(done, chunk, bytes);
      }
    }

    @Override
    public byte[] toBytes() {
      byte[] bytes = new byte[Math.toIntExact(size())];
      source.get(0, bytes, bytes.length);
      return bytes;
    }
  }

  @Override
  public void close() {
    held.forEach(store::letGo);
  }
}
