package io.ray4j.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray.api.ObjectRef;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects that this process has refs to, and Ray's ref of each: while an object is in here, Ray
 * keeps it.
 *
 * <p>A monitor; nothing in it waits. An object goes when nothing in this process holds it: no ref,
 * no container that was read or put here, no task that may have to be run again.
 */
final class ObjectDirectory {
  @GuardedBy("this")
  private final Map<ObjectId, Entry> entries = new HashMap<>();

  private static final class Entry {
    /** Null for a part that is no object of its own as yet: then it lies in the whole. */
    @Nullable ClusterObject object;

    /** Whether another process has it made. */
    boolean borrowed;

    int holds;

    /** What it holds itself. */
    List<ObjectId> keeps = List.of();

    Entry(@Nullable ClusterObject object) {
      this.object = object;
    }
  }

  /**
   * Makes an object known, unless one of its id is, and holds it once, for the caller.
   *
   * @param keeps the objects that this one holds
   */
  synchronized void add(ClusterObject object, List<ObjectId> keeps) {
    Entry entry = entries.computeIfAbsent(object.id(), id -> new Entry(object));
    if (entry.object == object || entry.object == null) {
      entry.object = object;
      keep(entry, keeps);
    }
    entry.holds++;
  }

  /** The object, or the whole that it is a part of; null if neither is known. */
  synchronized @Nullable ClusterObject find(ObjectId id) {
    Entry entry = entries.get(id);
    Entry found = entry == null || entry.object == null ? entries.get(id.whole()) : entry;
    return found == null ? null : found.object;
  }

  /** Does nothing if neither the object nor its whole is known. */
  synchronized void hold(ObjectId id) {
    Entry entry = entries.get(id);
    if (entry == null && entries.containsKey(id.whole())) {
      // counted for the part: it may become an object of its own before it is let go
      entry = new Entry(null);
      entries.put(id, entry);
      keep(entry, List.of(id.whole()));
    }
    if (entry != null) {
      entry.holds++;
    }
  }

  synchronized void letGo(ObjectId id) {
    Entry entry = entries.get(id);
    if (entry != null && --entry.holds == 0) {
      entries.remove(id);
      keep(entry, List.of());
    }
  }

  /** Has an object hold others from now on, in place of those before; if it is still known. */
  synchronized void keep(ClusterObject object, List<ObjectId> keeps) {
    Entry entry = entries.get(object.id());
    if (entry != null && entry.object == object) {
      keep(entry, keeps);
    }
  }

  @GuardedBy("this")
  private void keep(Entry entry, List<ObjectId> keeps) {
    List<ObjectId> before = entry.keeps;
    entry.keeps = keeps;
    keeps.forEach(this::hold);
    before.forEach(this::letGo);
  }

  /**
   * Makes known what the refs in an envelope point at, and holds it for the caller. What another
   * process gave to this one and has failed is taken anew: the ref may be that of a later run.
   *
   * @return the ids, to be let go
   */
  synchronized List<ObjectId> borrow(Envelope envelope) {
    List<ObjectId> ids = WireFields.toIds(envelope.ids);
    for (int i = 0; i < ids.size(); i++) {
      ObjectId id = ids.get(i);
      ClusterObject object = ClusterObject.borrowed(id, ClusterObject.cast(envelope.refs[i]));
      Entry entry = entries.computeIfAbsent(id, key -> new Entry(object));
      ClusterObject known = entry.object;
      if (known == null) {
        keep(entry, List.of()); // without the whole
      }
      if (known == null
          || known == object
          || (entry.borrowed && known.known() instanceof ObjectValue.Failed)) {
        entry.object = object;
        entry.borrowed = true;
      }
      entry.holds++;
    }
    return ids;
  }

  /** An envelope with refs to objects that are known. */
  synchronized Envelope envelope(Envelope.Kind kind, byte[] data, List<ObjectId> ids) {
    ObjectRef<?>[] refs = new ObjectRef<?>[ids.size()];
    List<ObjectId> known = new ArrayList<>(refs.length);
    for (int i = 0; i < refs.length; i++) {
      ClusterObject object = find(ids.get(i));
      if (object == null) {
        throw new IllegalStateException(
            "A ref in the value comes from a session that is over: ObjectRef(" + ids.get(i) + ").");
      }
      refs[i] = object.ref();
      known.add(object.id()); // of the whole, if the part is no object of its own
    }
    return new Envelope(kind, data, WireFields.toBytes(known), refs);
  }
}
