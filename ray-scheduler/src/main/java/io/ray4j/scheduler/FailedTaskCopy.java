package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.kept.KeptTaskWriter;
import io.ray4j.scheduler.task.KeptTask;
import io.ray4j.scheduler.task.KeptTask.KeptObject;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskSpec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Copies a failed task's inputs into its file, and the objects that refs inside them point at, each
 * once.
 *
 * <p>Used once, by one thread.
 */
final class FailedTaskCopy {
  private final ObjectStore store;
  private final KeptTaskWriter file;

  /** Where in the file the bytes lie that were copied. */
  private final Map<ObjectId, Extent> copied = new HashMap<>();

  /** What refs were seen to point at, and what of it is still to be copied. */
  private final Set<ObjectId> seen = new HashSet<>();

  private final ArrayDeque<ObjectId> wanted = new ArrayDeque<>();

  private final Map<ObjectId, ObjectValue> objects = new LinkedHashMap<>();

  FailedTaskCopy(ObjectStore store, KeptTaskWriter file) {
    this.store = store;
    this.file = file;
  }

  /**
   * Copies all.
   *
   * @param inputs pinned
   * @throws IOException if it cannot be written, or an input is gone
   */
  KeptTask copy(TaskSpec spec, List<TaskInput> inputs) throws IOException, InterruptedException {
    List<TaskInput> kept = new ArrayList<>(inputs.size());
    for (TaskInput input : inputs) {
      ObjectValue value = copyInput(input.object(), input.value());
      kept.add(new TaskInput(input.object(), value, input.path(), input.view()));
    }
    ObjectId next;
    while ((next = wanted.poll()) != null) {
      ObjectEntry entry = store.hold(next);
      if (entry != null) {
        try {
          copyObject(entry);
        } finally {
          store.letGo(entry);
        }
      }
    }
    List<KeptObject> all = new ArrayList<>(objects.size());
    objects.forEach((id, value) -> all.add(new KeptObject(id, value)));
    return new KeptTask(spec.id(), spec.name(), spec.function(), kept, all);
  }

  private ObjectValue copyInput(@Nullable ObjectId id, ObjectValue value) throws IOException {
    if (value instanceof ObjectValue.Inline inline) {
      want(inline.references());
      return inline;
    } else if (value instanceof ObjectValue.Stored stored && id != null) {
      want(stored.references());
      return new ObjectValue.Stored(copyBytes(id, stored.extent()), stored.references());
    } else if (value instanceof ObjectValue.Composite composite && id != null) {
      List<ObjectValue> parts = new ArrayList<>(composite.parts().size());
      for (int part = 0; part < composite.parts().size(); part++) {
        parts.add(copyInput(id.part(part), composite.parts().get(part)));
      }
      return new ObjectValue.Composite(composite.recordClass(), parts);
    }
    throw new IOException("its input ObjectRef(" + id + ") was freed");
  }

  private void want(List<ObjectId> references) {
    for (ObjectId id : references) {
      if (seen.add(id)) {
        wanted.add(id);
      }
    }
  }

  /** Copies an object, unless it is not sealed, or cannot be read any more. */
  private void copyObject(ObjectEntry entry) throws IOException, InterruptedException {
    ObjectId id = entry.id(); // perhaps of the whole that a part was asked of
    ObjectValue value = entry.value();
    if (value == null || objects.containsKey(id)) {
      return;
    }
    ObjectValue copy;
    if (value instanceof ObjectValue.Composite composite) {
      List<ObjectValue> parts = new ArrayList<>(composite.parts().size());
      for (int part = 0; part < composite.parts().size(); part++) {
        ObjectEntry partEntry = store.find(id.part(part));
        ObjectValue partCopy = partEntry == null ? null : copyPart(partEntry);
        if (partCopy == null) {
          return;
        }
        seen.add(id.part(part));
        parts.add(partCopy);
      }
      copy = new ObjectValue.Composite(composite.recordClass(), parts);
    } else {
      copy = copyPart(entry);
    }
    if (copy != null) {
      objects.put(id, copy);
    }
  }

  /** Copies an object that is no composite; null if it cannot be had. */
  private @Nullable ObjectValue copyPart(ObjectEntry entry)
      throws IOException, InterruptedException {
    ObjectValue value = entry.value();
    if (!(value instanceof ObjectValue.Stored stored)) {
      if (value instanceof ObjectValue.Inline inline) {
        want(inline.references());
      }
      return value;
    }
    Extent known = copied.get(entry.id());
    if (known == null) {
      CompletableFuture<PinResult> pinned = new CompletableFuture<>();
      DriverClient.pin(store, entry, pinned::complete);
      if (!(DriverClient.await(pinned) instanceof PinResult.Pinned pin)) {
        return null;
      }
      try {
        known = copyBytes(entry.id(), pin.extent());
      } finally {
        pin.unpin().run();
      }
    }
    want(stored.references());
    return new ObjectValue.Stored(known, stored.references());
  }

  private Extent copyBytes(ObjectId id, Extent extent) throws IOException {
    Extent known = copied.get(id);
    if (known == null) {
      known = file.append(store.segments().readable(extent));
      copied.put(id, known);
    }
    return known;
  }
}
