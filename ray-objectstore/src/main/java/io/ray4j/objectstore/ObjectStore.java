package io.ray4j.objectstore;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's objects: which there are, which are sealed, where each one lies, and who holds it.
 *
 * <p>Thread-safe. The driver has the only one; workers read objects through {@link Segments} and
 * write them into space that this store leased to them. {@code close} deletes the segments; what is
 * mapped stays readable until it is garbage.
 *
 * <p>An object goes when its last hold is let go. Its bytes stay where they are while they are
 * pinned; otherwise they may be moved to disk.
 */
public final class ObjectStore implements AutoCloseable {
  /** How long a collection may take to bring back what is garbage. */
  private static final long COLLECT_NS = TimeUnit.MILLISECONDS.toNanos(300);

  /**
   * How long to wait for running tasks, or a collection, to unpin what they read, if nothing can be
   * spilled: so many steps in which nothing is freed and no JVM is known to collect.
   */
  private static final int UNPIN_STEPS = 6;

  private static final long UNPIN_STEP_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long to wait in all while others free some space, but never as much in a row. */
  private static final long MAX_WAIT_NS = TimeUnit.SECONDS.toNanos(60);

  private final Segments segments;
  private final StoreSpace space;
  private final Spiller spiller;
  private final CollectionTrigger collections;
  private final ObjectTable table;
  private final Map<ObjectId, ObjectEntry> entries = new ConcurrentHashMap<>();

  /**
   * Makes an empty store.
   *
   * @param folder where the segments lie: an existing folder in shared memory, this session's own
   * @param spillFolder where objects go for which memory has no room; made when needed
   * @param table records where objects lie; closed with this store
   * @param capacity the most bytes that all segments may take together, positive; asked once, with
   *     the first object that needs a segment, since it takes time to find out
   * @param collector has all JVMs collect garbage, so that refs which nobody uses are let go
   */
  public ObjectStore(
      Path folder,
      Path spillFolder,
      ObjectTable table,
      LongSupplier capacity,
      CollectionTrigger.Collector collector) {
    this(folder, new Segments(folder), spillFolder, table, capacity, collector);
  }

  /** For tests, which bring windows of their own size. */
  ObjectStore(
      Path folder,
      Segments segments,
      Path spillFolder,
      ObjectTable table,
      LongSupplier capacity,
      CollectionTrigger.Collector collector) {
    this.segments = segments;
    this.space = new StoreSpace(folder, segments, capacity);
    this.spiller = new Spiller(space, segments, spillFolder, this::allocate, table);
    this.table = table;
    this.collections = new CollectionTrigger(collector);
  }

  /** This process's mappings of the store's segments. */
  public Segments segments() {
    return segments;
  }

  public long capacityBytes() {
    return space.capacityBytes();
  }

  /** The bytes of all extents that are taken or leased. */
  public long usedBytes() {
    return space.usedBytes();
  }

  /** A snapshot of all objects. */
  public Collection<ObjectEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** Where a sealed object lies, for people; empty if it is small, failed or pending. */
  public String locationOf(ObjectEntry entry) {
    StoredObject stored = entry.stored();
    return stored == null ? "" : spiller.locationOf(stored);
  }

  /** Whether a sealed object lies on disk only. */
  public boolean isSpilled(ObjectEntry entry) {
    ObjectState state = stateOf(entry);
    return state == ObjectState.SPILLED || state == ObjectState.RESTORING;
  }

  /** Where the bytes of a sealed object are; small ones have none elsewhere. */
  ObjectState stateOf(ObjectEntry entry) {
    StoredObject stored = entry.stored();
    return stored == null ? ObjectState.SEALED : spiller.stateOf(stored);
  }

  /**
   * Makes known an object that will be sealed later. It is held twice: for what makes it, until it
   * is sealed, and for the caller, until {@link #letGo}.
   *
   * @param parts how many parts of it are objects of their own, made known by this call too unless
   *     they are there already, left of a whole that went; 0 if it is stored whole
   * @param task the name of the task that makes it, for people; empty for a put
   */
  public ObjectEntry createPending(ObjectId id, int parts, String task) {
    for (int part = 0; part < parts; part++) {
      ObjectId partId = id.part(part);
      ObjectEntry left = entries.get(partId);
      if (left == null || !left.tryHold()) {
        entries.put(
            partId, new ObjectEntry(partId, 0, task, 2)); // the whole holds it, not the caller
      }
    }
    ObjectEntry entry = new ObjectEntry(id, parts, task, 2);
    entries.put(id, entry);
    return entry;
  }

  /**
   * The object with that id; or, if there is none and the id is that of a part, the whole, which
   * then is one object.
   */
  public @Nullable ObjectEntry find(ObjectId id) {
    ObjectEntry entry = entries.get(id);
    return entry != null || id.index() == 0 ? entry : entries.get(id.whole());
  }

  /** Finds an object and holds it, until {@link #letGo}. Null if there is no such object. */
  public @Nullable ObjectEntry hold(ObjectId id) {
    ObjectEntry entry = find(id);
    return entry != null && entry.tryHold() ? entry : null;
  }

  /** Finds what a ref points into and holds it, until {@link #letGo}. Null if it is not there. */
  public @Nullable ResolvedRef hold(RefTarget target) {
    ResolvedRef resolved = resolve(target);
    return resolved != null && resolved.entry().tryHold() ? resolved : null;
  }

  /** Lets go of an object once; with the last hold it goes. */
  public void letGo(ObjectEntry entry) {
    if (entry.letGo()) {
      drop(entry);
    }
  }

  private void drop(ObjectEntry last) {
    entries.remove(last.id(), last);
    if (last.isLeaf()) {
      return; // most are
    }
    ArrayDeque<ObjectEntry> gone = new ArrayDeque<>(); // no recursion: chains may be long
    gone.add(last);
    ObjectEntry entry;
    while ((entry = gone.poll()) != null) {
      entries.remove(entry.id(), entry);
      evict(entry, gone);
      for (int part = 0; part < entry.parts(); part++) {
        ObjectEntry partEntry = entries.get(entry.id().part(part));
        if (partEntry != null && partEntry.letGo()) {
          gone.add(partEntry);
        }
      }
    }
  }

  /** Gives up an object's bytes and what it held. */
  private void evict(ObjectEntry entry, Collection<ObjectEntry> gone) {
    StoredObject stored = entry.stored();
    if (stored != null) {
      spiller.evict(stored);
    }
    for (ObjectEntry contained : entry.takeContained()) {
      if (contained.letGo()) {
        gone.add(contained);
      }
    }
  }

  /**
   * Drops an object now, whoever holds it: from now on it reads as {@code freed}.
   *
   * @param freed the failure that readers meet
   */
  public void free(ObjectEntry entry, ObjectValue.Failed freed) {
    for (int part = 0; part < entry.parts(); part++) {
      ObjectEntry partEntry = entries.get(entry.id().part(part));
      if (partEntry != null) {
        freeOne(partEntry, freed);
      }
    }
    freeOne(entry, freed);
  }

  private void freeOne(ObjectEntry entry, ObjectValue.Failed freed) {
    if (sealOne(entry, freed)) {
      return; // it was pending
    }
    if (entry.value() instanceof ObjectValue.Failed) {
      return; // it stays, and so does what refs in its exception point at
    }
    entry.replace(freed);
    List<ObjectEntry> gone = new ArrayList<>();
    evict(entry, gone);
    gone.forEach(this::drop);
  }

  /**
   * The stored object that a ref points into, and the steps from there. The first step leads to an
   * object of its own if the result's parts are stored each alone.
   *
   * @return null if this store does not know the object, or it has no such part
   */
  public @Nullable ResolvedRef resolve(RefTarget target) {
    List<Selector> path = target.path();
    ObjectEntry whole = entries.get(target.root());
    if (path.isEmpty() || (whole != null && whole.parts() == 0)) {
      return whole == null ? null : new ResolvedRef(whole, path);
    }
    ObjectEntry part = entries.get(target.object());
    return part == null ? null : new ResolvedRef(part, path.subList(1, path.size()));
  }

  /**
   * Seals an object that {@link #createPending} made known, and its parts before it.
   *
   * @return whether this call sealed it; an object is sealed once, and a second value is discarded
   */
  public boolean seal(ObjectEntry entry, ObjectValue value) {
    List<ObjectValue> parts =
        value instanceof ObjectValue.Composite composite ? composite.parts() : List.of();
    for (int part = 0; part < Math.max(parts.size(), entry.parts()); part++) {
      ObjectValue partValue = part < parts.size() ? parts.get(part) : value;
      ObjectEntry partEntry = entries.get(entry.id().part(part));
      if (partEntry != null) {
        sealOne(partEntry, partValue);
      } else {
        discard(partValue);
      }
    }
    return sealOne(entry, value);
  }

  @CanIgnoreReturnValue
  private boolean sealOne(ObjectEntry entry, ObjectValue value) {
    List<ObjectEntry> contained = holdAll(referencesOf(entry.id(), value));
    if (entry.seal(
        value,
        contained,
        value instanceof ObjectValue.Stored stored
            ? () -> spiller.add(entry.id(), entry.task(), stored.extent())
            : ObjectStore::nowhere)) {
      letGo(entry); // what made it holds it no more
      return true;
    }
    discard(value);
    contained.forEach(this::letGo);
    return false;
  }

  /** Where the bytes of a small object lie. */
  private static @Nullable StoredObject nowhere() {
    return null;
  }

  /** Holds each of these objects that still is there. */
  public List<ObjectEntry> holdAll(List<ObjectId> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    List<ObjectEntry> held = new ArrayList<>(ids.size());
    for (ObjectId id : ids) {
      ObjectEntry entry = hold(id);
      if (entry != null) {
        held.add(entry);
      }
    }
    return held;
  }

  /** What an object holds: not itself, nor its whole or another part, or it would never go. */
  private static List<ObjectId> referencesOf(ObjectId object, ObjectValue value) {
    List<ObjectId> references = referencesOf(value);
    if (references.isEmpty()) {
      return references; // most of the time, and without an iterator
    }
    for (ObjectId reference : references) {
      if (object.isOfSameResult(reference)) {
        return references.stream().filter(id -> !object.isOfSameResult(id)).toList();
      }
    }
    return references;
  }

  private static List<ObjectId> referencesOf(ObjectValue value) {
    if (value instanceof ObjectValue.Inline inline) {
      return inline.references();
    }
    if (value instanceof ObjectValue.Failed failed) {
      return failed.references();
    }
    return value instanceof ObjectValue.Stored stored ? stored.references() : List.of();
  }

  /** Frees the memory of a value that no object has, and never will. */
  public void discard(ObjectValue value) {
    if (value instanceof ObjectValue.Stored stored) {
      space.free(stored.extent());
    }
  }

  /** Pins an object that is in memory; null if it is not, or has no bytes of its own there. */
  public @Nullable Extent tryPin(ObjectEntry entry) {
    StoredObject stored = entry.stored();
    return stored == null ? null : spiller.tryPin(stored);
  }

  /** Pins a sealed object that has bytes of its own, once they are in memory. */
  public void pin(ObjectEntry entry, PinListener listener) {
    StoredObject stored = entry.stored();
    if (stored == null) {
      listener.onFailed(PinListener.Failure.FREED, "It has no bytes of its own.");
    } else {
      spiller.pin(stored, listener);
    }
  }

  /** Takes back one pin. */
  public void unpin(ObjectEntry entry) {
    StoredObject stored = entry.stored();
    if (stored != null) {
      spiller.unpin(stored);
    }
  }

  /** The bytes of all objects that are pinned. */
  public long pinnedBytes() {
    return spiller.pinnedBytes();
  }

  /** The bytes of those of the objects that nobody has pinned. */
  public long unpinnedBytes(List<ObjectEntry> objects) {
    long bytes = 0;
    for (ObjectEntry object : objects) {
      StoredObject stored = object.stored();
      bytes += stored == null ? 0 : spiller.unpinnedBytes(stored);
    }
    return bytes;
  }

  /** Whether pinned objects take so much of the memory that no more should be pinned early. */
  public boolean isTight() {
    long pinned = spiller.pinnedBytes();
    return pinned > 0 && pinned > space.capacityBytes() / 4;
  }

  /**
   * Copies a value's payload into the store, for the driver itself.
   *
   * @throws StoreFullException if there is no room
   */
  public Extent write(PayloadWriter payload) {
    Extent extent = allocate(payload.size());
    boolean written = false;
    try {
      payload.writeTo(segments.writable(extent));
      written = true;
      return extent;
    } finally {
      if (!written) {
        space.free(extent);
      }
    }
  }

  /**
   * Leases space to a worker, to be written by it alone.
   *
   * @param worker the worker's number
   * @throws StoreFullException if there is no room
   */
  public Extent lease(int worker, long length) {
    Extent extent = allocate(length);
    space.lease(worker, extent);
    return extent;
  }

  /**
   * A worker announces that it wrote an object into space leased to it.
   *
   * @return whether the extent was leased to that worker; false means that it must not be trusted
   */
  public boolean announce(int worker, Extent extent) {
    return space.endLease(worker, extent);
  }

  /** A worker gives back space that it will not use; what it had not leased is left alone. */
  public void returnLease(int worker, Extent extent) {
    if (space.endLease(worker, extent)) {
      space.free(extent);
    }
  }

  /** A worker is gone: what was leased to it and never announced is free again. */
  public void releaseLeases(int worker) {
    space.freeLeases(worker);
  }

  private Extent allocate(long length) {
    long startNs = System.nanoTime();
    while (true) {
      long freedBefore = space.freedBytes(); // before the try, or what is freed meanwhile is missed
      Extent extent = space.tryAllocate(length);
      if (extent != null) {
        collections.onStored(length, space.usedBytes());
        return extent;
      }
      makeRoom(length, freedBefore, startNs);
    }
  }

  /** Waits until there is more room than before: garbage first, then the disk, then patience. */
  private void makeRoom(long length, long freedBefore, long startNs) {
    long releasesBefore = space.releases();
    if (collections.request()) {
      long freed = space.awaitFreed(freedBefore, length, COLLECT_NS);
      if (freed < length) {
        collections.waitedInVain(COLLECT_NS);
      }
      if (freed > 0) {
        return;
      }
    }
    if (spiller.spill(length, freedBefore)) {
      return;
    }
    if (awaitRelease(releasesBefore, startNs)) {
      return;
    }
    throw new StoreFullException(
        "No room for %,d bytes in the object store: %s, %s."
            .formatted(length, space.describe(), spiller.describe()));
  }

  /** Waits for anything to be freed or unpinned; false once that is not to be expected. */
  private boolean awaitRelease(long releasesBefore, long startNs) {
    collections.demand(); // what is pinned may be so by views that are garbage
    int quietSteps = 0;
    while (quietSteps < UNPIN_STEPS && System.nanoTime() - startNs < MAX_WAIT_NS) {
      boolean collecting = collections.isRunning(); // which may take seconds on a busy machine
      if (space.awaitRelease(releasesBefore, UNPIN_STEP_NS)) {
        return true;
      }
      quietSteps += collecting && !space.isClosed() ? 0 : 1;
    }
    return false;
  }

  @Override
  public void close() {
    collections.close();
    space.shutDown(); // first, so that nothing waits for room any more
    spiller.close();
    space.close();
    table.close();
    entries.clear();
  }
}
