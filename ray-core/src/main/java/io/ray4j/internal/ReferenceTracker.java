package io.ray4j.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action once an object of this process is garbage: so refs and views let go of what they
 * keep.
 *
 * <p>Thread-safe. Actions run on a thread of its own, which {@code close} ends; what is unreachable
 * later is forgotten. A cleaner of the JDK would keep its thread for as long as a user keeps a ref.
 */
final class ReferenceTracker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceTracker.class);

  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private final Thread thread = new Thread(this::run, "ray4j-refs");

  /** The head of the list of those that are reachable: a reference must be so itself to be told. */
  @GuardedBy("this")
  private @Nullable Tracked first;

  private volatile boolean closed;

  ReferenceTracker() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs {@code action}, which must not refer to {@code referent}, once that is garbage. */
  void whenUnreachable(Object referent, Runnable action) {
    Tracked tracked = new Tracked(referent, queue, action);
    synchronized (this) {
      tracked.next = first;
      if (first != null) {
        first.previous = tracked;
      }
      first = tracked;
    }
  }

  private void run() {
    while (!closed) {
      try {
        Tracked unreachable = (Tracked) queue.remove();
        forget(unreachable);
        unreachable.action.run();
      } catch (InterruptedException e) {
        // closed, or nobody knows why: the loop's condition tells
      } catch (RuntimeException e) {
        LOG.error("cannot let go of an object", e); // the others must go all the same
      }
    }
  }

  private synchronized void forget(Tracked tracked) {
    Tracked previous = tracked.previous;
    Tracked next = tracked.next;
    if (previous == null) {
      first = next;
    } else {
      previous.next = next;
    }
    if (next != null) {
      next.previous = previous;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    synchronized (this) {
      first = null;
    }
  }

  /** One tracked object; the links are guarded by the tracker. */
  private static final class Tracked extends PhantomReference<Object> {
    final Runnable action;
    @Nullable Tracked previous;
    @Nullable Tracked next;

    Tracked(Object referent, ReferenceQueue<Object> queue, Runnable action) {
      super(referent, queue);
      this.action = action;
    }
  }
}
