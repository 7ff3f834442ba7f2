package io.ray4j.scheduler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Seals failures of tasks, and those that follow from them, one after the other: a long chain of
 * tasks fails without recursion. Then it lets go of each one's inputs, since the failure may refer
 * to what they held.
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

  private record Failure(TaskEntry task, ObjectValue.Failed value, boolean running) {}

  FailureSealer(ObjectStore store) {
    this.store = store;
  }

  /** Has the listener told of each failure from now on. */
  void setListener(FailureListener listener) {
    this.listener = listener;
  }

  void seal(TaskEntry task, ObjectValue.Failed failure) {
    seal(new Failure(task, failure, false));
  }

  /** The same for a task that is still run, and so needs its inputs. */
  void sealRunning(TaskEntry task, ObjectValue.Failed failure) {
    seal(new Failure(task, failure, true));
  }

  private void seal(Failure failure) {
    listener.onTaskFailed(failure.task, failure.value);
    synchronized (this) {
      queue.add(failure);
      if (sealing) {
        return;
      }
      sealing = true;
    }
    Failure next;
    while ((next = poll()) != null) {
      store.seal(next.task.result, next.value);
      if (!next.running) {
        next.task.letGoInputs(store);
      }
    }
  }

  /** The next failure; null ends the sealing. */
  private synchronized @Nullable Failure poll() {
    Failure next = queue.poll();
    sealing = next != null;
    return next;
  }
}
