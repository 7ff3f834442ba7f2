package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task's inputs that have bytes of their own, pinned: its worker finds them where it is told that
 * they lie. Immutable.
 */
final class InputPins {
  /** No input has bytes of its own. */
  static final InputPins NONE = new InputPins(Map.of());

  private final Map<ObjectId, Pinned> pins;

  private record Pinned(ObjectEntry object, Extent extent) {}

  private InputPins(Map<ObjectId, Pinned> pins) {
    this.pins = pins;
  }

  /** Pins the objects, or none of them and returns null if one is not in memory. */
  static @Nullable InputPins tryPin(ObjectStore store, List<ObjectEntry> objects) {
    if (objects.isEmpty()) {
      return NONE;
    }
    Map<ObjectId, Pinned> pinned = new HashMap<>();
    for (ObjectEntry object : objects) {
      if (pinned.containsKey(object.id())) {
        continue; // the same object as two arguments
      }
      Extent extent = store.tryPin(object);
      if (extent == null) {
        new InputPins(pinned).unpin(store);
        return null;
      }
      pinned.put(object.id(), new Pinned(object, extent));
    }
    return new InputPins(pinned);
  }

  /**
   * Pins the objects as they come back from disk.
   *
   * @param done is told once, by this call or later: the pins, or a failure and nothing is pinned
   */
  static void pin(ObjectStore store, List<ObjectEntry> objects, Done done) {
    List<ObjectEntry> distinct = objects.stream().distinct().toList();
    Map<ObjectId, Pinned> pinned = new ConcurrentHashMap<>();
    AtomicReference<ObjectValue.@Nullable Failed> failure = new AtomicReference<>();
    AtomicInteger missing = new AtomicInteger(distinct.size());
    for (ObjectEntry object : distinct) {
      Consumer<PinResult> told =
          result -> {
            if (result instanceof PinResult.Pinned pin) {
              pinned.put(object.id(), new Pinned(object, pin.extent()));
            } else if (result instanceof PinResult.NotPinned gone) {
              failure.set(gone.failure());
            }
            if (missing.decrementAndGet() == 0) {
              InputPins all = new InputPins(pinned);
              ObjectValue.Failed failed = failure.get();
              if (failed != null) {
                all.unpin(store);
              }
              done.onPinned(failed == null ? all : NONE, failed);
            }
          };
      DriverClient.pin(store, object, told);
    }
  }

  /**
   * The same, for a thread that may wait.
   *
   * @throws IOException if one of them cannot be had
   */
  static InputPins await(ObjectStore store, List<ObjectEntry> objects)
      throws IOException, InterruptedException {
    if (objects.isEmpty()) {
      return NONE; // nobody would be told
    }
    CompletableFuture<InputPins> pinned = new CompletableFuture<>();
    pin(
        store,
        objects,
        (pins, failure) -> {
          if (failure == null) {
            pinned.complete(pins);
          } else {
            String why = TaskFailure.fromBytes(failure.failure()).message();
            pinned.completeExceptionally(new IOException(why));
          }
        });
    try {
      return pinned.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Is told what came of it. */
  interface Done {
    /** Either all are pinned, or {@code failure} says why not. */
    void onPinned(InputPins pins, ObjectValue.@Nullable Failed failure);
  }

  /** Where the object lies, or null if it was not to be had: it was freed. */
  @Nullable Extent extentOf(ObjectId id) {
    Pinned pinned = pins.get(id);
    return pinned == null ? null : pinned.extent;
  }

  boolean isEmpty() {
    return pins.isEmpty();
  }

  void unpin(ObjectStore store) {
    if (!isEmpty()) {
      pins.values().forEach(pinned -> store.unpin(pinned.object));
    }
  }
}
