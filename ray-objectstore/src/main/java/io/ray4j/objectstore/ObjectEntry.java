package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One object as the driver knows it: pending until it is sealed, then immutable; gone once nothing
 * holds it.
 *
 * <p>Thread-safe. Lives in the driver only. It is held by each process that has refs to it, by each
 * unfinished task that needs it, by the objects that contain a ref to it, by the whole that it is a
 * part of, and, until it is sealed, by whatever makes it.
 */
public final class ObjectEntry {
  private static final AtomicIntegerFieldUpdater<ObjectEntry> HOLDS =
      AtomicIntegerFieldUpdater.newUpdater(ObjectEntry.class, "holds");

  private final ObjectId id;
  private final int parts;
  private final String task;
  private volatile int holds;

  private volatile @Nullable ObjectValue value;

  /** Set before the entry is published, cleared by the sealing thread. */
  private volatile @Nullable Object producer;

  /** Null, one {@code Consumer<ObjectValue>}, or an {@code ArrayList} of them: most have one. */
  @GuardedBy("this")
  private @Nullable Object listeners;

  /** The objects that refs inside this one hold. */
  @GuardedBy("this")
  private List<ObjectEntry> contained = List.of();

  /** Where the bytes lie, unless the object is a small one. Set before {@code value}. */
  private @Nullable StoredObject stored;

  ObjectEntry(ObjectId id, int parts, String task, int holds) {
    this.id = id;
    this.parts = parts;
    this.task = task;
    this.holds = holds;
  }

  public ObjectId id() {
    return id;
  }

  /** How many objects of their own this object's parts are; 0 if it is stored whole. */
  public int parts() {
    return parts;
  }

  /** The name of the task that makes it; empty for a put. */
  public String task() {
    return task;
  }

  /** The sealed object, or null while it is pending. */
  public @Nullable ObjectValue value() {
    return value;
  }

  /** What makes this object, for whoever set it; null once the object is sealed. */
  public @Nullable Object producer() {
    return producer;
  }

  public void setProducer(Object producer) {
    this.producer = producer;
  }

  /** Holds the object once more, unless it is gone already. */
  boolean tryHold() {
    while (true) {
      int now = holds;
      if (now == 0) {
        return false;
      }
      if (HOLDS.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
  }

  /** Lets go of one hold; returns whether it was the last one. */
  boolean letGo() {
    int left = HOLDS.decrementAndGet(this);
    if (left < 0) {
      throw new IllegalStateException("let go of more often than held: object=" + id);
    }
    return left == 0;
  }

  /** The objects that this one held through refs inside it; they are the caller's to let go. */
  synchronized List<ObjectEntry> takeContained() {
    List<ObjectEntry> taken = contained;
    contained = List.of();
    return taken;
  }

  /** Whether it holds no other object, and has no bytes but those of its value. */
  synchronized boolean isLeaf() {
    return parts == 0 && stored == null && contained.isEmpty();
  }

  @Nullable StoredObject stored() {
    return stored;
  }

  /**
   * Seals the object and tells all who wait. The first call wins.
   *
   * @param references the objects that this one contains refs to, held for it
   * @param where tells where its bytes lie, or null for a small one; asked by the first call only
   * @return whether this call sealed it
   */
  boolean seal(
      ObjectValue sealed, List<ObjectEntry> references, Supplier<@Nullable StoredObject> where) {
    Object waiting;
    synchronized (this) {
      if (value != null) {
        return false;
      }
      contained = references;
      stored = where.get();
      value = sealed;
      waiting = listeners;
      listeners = null;
      producer = null;
    }
    if (waiting instanceof ArrayList<?> list) {
      for (Object listener : list) {
        tell(listener, sealed);
      }
    } else if (waiting != null) {
      tell(waiting, sealed);
    }
    return true;
  }

  /** From now on the sealed object reads as {@code gone}. */
  synchronized void replace(ObjectValue gone) {
    value = gone;
  }

  /** Has {@code listener} told once the object is sealed: by this very call if it is already. */
  public void onSealed(Consumer<ObjectValue> listener) {
    ObjectValue sealed;
    synchronized (this) {
      sealed = value;
      if (sealed == null) {
        addListener(listener);
        return;
      }
    }
    listener.accept(sealed);
  }

  /** Takes back a listener that has not been told yet. */
  public synchronized void removeListener(Consumer<ObjectValue> listener) {
    if (listeners == listener) {
      listeners = null;
    } else if (listeners instanceof ArrayList<?> list) {
      list.remove(listener);
    }
  }

  @GuardedBy("this")
  private void addListener(Consumer<ObjectValue> listener) {
    if (listeners == null) {
      listeners = listener;
    } else if (listeners instanceof ArrayList<?> list) {
      @SuppressWarnings("unchecked") // only this class fills it
      List<Object> all = (List<Object>) list;
      all.add(listener);
    } else {
      listeners = new ArrayList<>(List.of(listeners, listener));
    }
  }

  @SuppressWarnings("unchecked") // only addListener stores listeners
  private static void tell(Object listener, ObjectValue sealed) {
    ((Consumer<ObjectValue>) listener).accept(sealed);
  }
}
