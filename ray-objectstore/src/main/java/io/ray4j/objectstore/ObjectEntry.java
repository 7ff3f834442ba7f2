package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One object as the driver knows it: pending until it is sealed, then immutable.
 *
 * <p>Thread-safe. Lives in the driver only.
 */
public final class ObjectEntry {
  private final ObjectId id;
  private final int parts;
  private volatile @Nullable ObjectValue value;

  /** Set before the entry is published, cleared by the sealing thread. */
  private volatile @Nullable Object producer;

  /** Null, one {@code Consumer<ObjectValue>}, or an {@code ArrayList} of them: most have one. */
  @GuardedBy("this")
  private @Nullable Object listeners;

  ObjectEntry(ObjectId id, int parts) {
    this.id = id;
    this.parts = parts;
  }

  public ObjectId id() {
    return id;
  }

  /** How many objects of their own this object's parts are; 0 if it is stored whole. */
  public int parts() {
    return parts;
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

  /** Seals the object and tells all who wait. The first call wins; returns whether this one did. */
  boolean seal(ObjectValue sealed) {
    Object waiting;
    synchronized (this) {
      if (value != null) {
        return false;
      }
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
