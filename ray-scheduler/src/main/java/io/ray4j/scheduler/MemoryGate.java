package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import java.util.List;

/**
 * Holds back a task whose inputs, once pinned, might leave no room for results: then tasks that run
 * could not end, and what they pin would stay.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class MemoryGate {
  private final ObjectStore store;

  /** Tasks whose inputs come back from disk, and how many bytes those take. */
  private int restoring;

  private long restoringBytes;

  MemoryGate(ObjectStore store) {
    this.store = store;
  }

  /**
   * Whether a task's inputs may be pinned now. If not, it is worth asking again once a task ends or
   * waits, or inputs are back.
   *
   * @param inputs those that have bytes of their own
   * @param othersWillUnpin whether tasks run that have inputs pinned and do not wait
   */
  boolean admits(List<ObjectEntry> inputs, boolean othersWillUnpin) {
    if (inputs.isEmpty() || (!othersWillUnpin && restoring == 0)) {
      return true; // nothing to wait for
    }
    long moreBytes = store.unpinnedBytes(inputs);
    // what a result will take is not known: as much as the inputs is a guess
    return moreBytes == 0
        || store.pinnedBytes() + restoringBytes + 2 * moreBytes <= store.capacityBytes();
  }

  int restoring() {
    return restoring;
  }

  /** A task's inputs are on their way back; returns how many bytes they count. */
  long restoreBegins(List<ObjectEntry> inputs) {
    long bytes = store.unpinnedBytes(inputs);
    restoring++;
    restoringBytes += bytes;
    return bytes;
  }

  /** They are back, or cannot be had. */
  void restoreEnds(long bytes) {
    restoring--;
    restoringBytes -= bytes;
  }
}
