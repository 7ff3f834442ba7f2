package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Seals failures, and those that follow from them, one after the other: a long chain of tasks fails
 * without recursion.
 *
 * <p>Thread-safe. A thread that finds another one sealing leaves its failure to that one.
 */
final class FailureSealer {
  private final ObjectStore store;
  private volatile FailureListener listener = (task, failure) -> {};

  @GuardedBy("this")
  private final ArrayDeque<Failure> queue = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean sealing;

  private record Failure(ObjectEntry result, ObjectValue value) {}

  FailureSealer(ObjectStore store) {
    this.store = store;
  }

  /** Has the listener told of each failure from now on. */
  void setListener(FailureListener listener) {
    this.listener = listener;
  }

  /** Seals a task's result, which may be none. */
  void seal(TaskEntry task, ObjectValue result) {
    if (!(result instanceof ObjectValue.Failed failure)) {
      store.seal(task.result, result);
      return;
    }
    listener.onTaskFailed(task, failure);
    synchronized (this) {
      queue.add(new Failure(task.result, failure));
      if (sealing) {
        return;
      }
      sealing = true;
    }
    Failure next;
    while ((next = poll()) != null) {
      store.seal(next.result, next.value);
    }
  }

  /** The next failure; null ends the sealing. */
  private synchronized @Nullable Failure poll() {
    Failure next = queue.poll();
    sealing = next != null;
    return next;
  }
}
