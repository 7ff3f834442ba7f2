package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure;
import java.util.List;

/**
 * Holds back a task whose inputs, once pinned, might leave no room for results: then tasks that run
 * could not end, and what they pin would stay.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class MemoryGate {
  private final ObjectStore store;
  private final WorkerHolds holds;

  /** Tasks whose inputs come back from disk, and how many bytes those take. */
  private int restoring;

  private long restoringBytes;

  MemoryGate(ObjectStore store, WorkerHolds holds) {
    this.store = store;
    this.holds = holds;
  }

  /**
   * Whether a task's inputs may be pinned now. If not, it is worth asking again once a task ends or
   * waits, or inputs are back.
   *
   * @param inputs those that have bytes of their own
   * @param othersWillUnpin whether tasks run that have inputs pinned and do not wait
   */
  boolean admits(List<ObjectEntry> inputs, boolean othersWillUnpin) {
    if (inputs.isEmpty() || (!othersWillUnpin && restoring == 0) || !canFit(inputs)) {
      return true; // nothing to wait for
    }
    long moreBytes = store.unpinnedBytes(inputs);
    // what a result will take is not known: as much as the inputs is a guess
    return moreBytes == 0
        || store.pinnedBytes() + restoringBytes + 2 * moreBytes <= store.capacityBytes();
  }

  /**
   * Whether a task whose inputs could not be pinned is to be tried again: there was no room, but
   * there will be. That is so if workers have anything pinned for tasks, and some task goes on:
   * that one, or one that the other waits for.
   */
  boolean triesAgain(ObjectValue.Failed failed, List<ObjectEntry> inputs, ReadyWorkers workers) {
    return TaskFailure.fromBytes(failed.failure()).kind() == TaskFailure.Kind.STORE_FULL
        && workers.anyRuns()
        && (workers.havePins() || holds.havePins())
        && canFit(inputs);
  }

  /** Whether the objects have room in the store at the same time, if nothing else is pinned. */
  private boolean canFit(List<ObjectEntry> objects) {
    long bytes =
        objects.stream()
            .distinct()
            .mapToLong(
                object -> object.value() instanceof ObjectValue.Stored s ? s.extent().length() : 0)
            .sum();
    return bytes <= store.capacityBytes();
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
