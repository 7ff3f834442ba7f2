package io.ray4j.scheduler.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.scheduler.transport.SchedulerProxy;
import java.util.HashMap;
import java.util.Map;

/**
 * How many refs to each object this worker has. The driver hears of the first and of the last one,
 * in that order, since both are sent while the count cannot change.
 *
 * <p>Thread-safe. A ref that a task reads is added before the task ends, and what it was read from
 * holds the object until then: so no object goes while a ref to it is on its way.
 */
final class LocalReferences {
  private final SchedulerProxy scheduler;

  @GuardedBy("this")
  private final Map<ObjectId, Integer> counts = new HashMap<>();

  LocalReferences(SchedulerProxy scheduler) {
    this.scheduler = scheduler;
  }

  /** This worker makes the object: the message that says so counts as the first ref. */
  synchronized void created(ObjectId id) {
    counts.put(id, 1);
  }

  synchronized void add(ObjectId id) {
    if (counts.merge(id, 1, Integer::sum) == 1) {
      scheduler.addReference(id);
    }
  }

  synchronized void remove(ObjectId id) {
    if (counts.computeIfPresent(id, (unused, count) -> count == 1 ? null : count - 1) == null) {
      scheduler.removeReference(id);
    }
  }
}
