package io.ray4j.objectstore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one object's bytes lie: in memory, on disk, or both.
 *
 * <p>Guarded by the {@link Spiller}'s lock.
 */
final class StoredObject {
  final ObjectId id;

  /** The task that made it, for people; empty for a put. */
  final String task;

  final long size;

  ObjectState state = ObjectState.SEALED;

  /** Where it lies in memory; null while it does not. */
  @Nullable Extent extent;

  /**
   * Where its pieces lie on disk, in order, from its first spill to its end; empty before. More
   * than one if it is too long for one buffer.
   */
  List<SpillSlot> slots = List.of();

  /** How many readers need its bytes where they are. */
  int pins;

  /** Whether nothing holds it any more: it goes with its last pin. */
  boolean unheld;

  /** Those who wait until it is back in memory. */
  List<PinListener> waiting = new ArrayList<>(0);

  StoredObject(ObjectId id, String task, Extent extent) {
    this.id = id;
    this.task = task;
    this.size = extent.length();
    this.extent = extent;
  }

  /** Where it lies in memory, for those who know that it does. */
  Extent inMemory() {
    if (extent == null) {
      throw new IllegalStateException("not in memory: state=" + state);
    }
    return extent;
  }

  void moveTo(ObjectState next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException("an object cannot become " + next + ": state=" + state);
    }
    state = next;
  }
}
