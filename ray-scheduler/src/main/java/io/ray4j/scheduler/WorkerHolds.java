package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each worker holds and has pinned, so that it can be let go when the worker dies.
 *
 * <p>Thread-safe.
 */
final class WorkerHolds {
  private final ObjectStore store;

  @GuardedBy("this")
  private final Map<Integer, Holds> byWorker = new HashMap<>();

  /** Workers whose holds were let go: what still arrives for them is let go at once. */
  @GuardedBy("this")
  private final Set<Integer> gone = new HashSet<>();

  WorkerHolds(ObjectStore store) {
    this.store = store;
  }

  /** One worker's. The key is the id that the worker used, which may be that of a part. */
  private static final class Holds {
    final Map<ObjectId, List<ObjectEntry>> references = new HashMap<>();
    final Map<ObjectId, List<ObjectEntry>> pins = new HashMap<>();
  }

  /** The worker holds the object from now on; the hold is taken already. */
  void addReference(int worker, ObjectId id, ObjectEntry entry) {
    if (!add(worker, id, entry, false)) {
      store.letGo(entry);
    }
  }

  /** The worker lets the object go. */
  void removeReference(int worker, ObjectId id) {
    ObjectEntry entry = remove(worker, id, false);
    if (entry != null) {
      store.letGo(entry);
    }
  }

  /** The worker has pinned the object; the pin is taken already. Returns false if it is gone. */
  boolean addPin(int worker, ObjectId id, ObjectEntry entry) {
    boolean added = add(worker, id, entry, true);
    if (!added) {
      store.unpin(entry);
    }
    return added;
  }

  /** The worker takes back a pin. */
  void removePin(int worker, ObjectId id) {
    ObjectEntry entry = remove(worker, id, true);
    if (entry != null) {
      store.unpin(entry);
    }
  }

  private synchronized boolean add(int worker, ObjectId id, ObjectEntry entry, boolean pin) {
    if (gone.contains(worker)) {
      return false;
    }
    Holds holds = byWorker.computeIfAbsent(worker, unused -> new Holds());
    (pin ? holds.pins : holds.references)
        .computeIfAbsent(id, unused -> new ArrayList<>(1))
        .add(entry);
    return true;
  }

  private synchronized @Nullable ObjectEntry remove(int worker, ObjectId id, boolean pin) {
    Holds holds = byWorker.get(worker);
    if (holds == null) {
      return null;
    }
    Map<ObjectId, List<ObjectEntry>> held = pin ? holds.pins : holds.references;
    List<ObjectEntry> entries = held.get(id);
    if (entries == null) {
      return null;
    }
    ObjectEntry entry = entries.remove(entries.size() - 1);
    if (entries.isEmpty()) {
      held.remove(id);
    }
    return entry;
  }

  /** Whether any worker has anything pinned besides its tasks' inputs. */
  synchronized boolean havePins() {
    return byWorker.values().stream().anyMatch(holds -> !holds.pins.isEmpty());
  }

  /** The worker is gone, and with it all that it held. */
  void workerDied(int worker) {
    Holds holds;
    synchronized (this) {
      gone.add(worker);
      holds = byWorker.remove(worker);
    }
    if (holds != null) {
      holds.pins.values().forEach(entries -> entries.forEach(store::unpin));
      holds.references.values().forEach(entries -> entries.forEach(store::letGo));
    }
  }
}
