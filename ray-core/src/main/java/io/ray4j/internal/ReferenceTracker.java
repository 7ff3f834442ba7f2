package io.ray4j.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs an action once an object of this process is garbage: so refs and views let go of what they
 * keep.
 *
 * <p>Thread-safe. Actions run on a thread of its own, which {@code close} ends; what is unreachable
 * later is forgotten. A cleaner of the JDK would keep its thread for as long as a user keeps a ref.
 */
final class ReferenceTracker implements AutoCloseable {
  private static final int FIRST_PLACES = 64;

  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private final Thread thread = new Thread(this::run, "ray4j-refs");

  /**
   * Those that are reachable: a reference must be so itself to be told. In an array, which a
   * collector reads in parallel, as it does not read a list.
   */
  @GuardedBy("this")
  private @Nullable Tracked[] tracked = new @Nullable Tracked[FIRST_PLACES];

  /** The places in it that are free again, of which there are {@code freed}. */
  @GuardedBy("this")
  private int[] free = new int[FIRST_PLACES];

  @GuardedBy("this")
  private int freed;

  /** How many places were ever used; those that follow are free too. */
  @GuardedBy("this")
  private int used;

  private volatile boolean closed;

  ReferenceTracker() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs {@code action}, which must not refer to {@code referent}, once that is garbage. */
  void whenUnreachable(Object referent, Runnable action) {
    whenUnreachable(referent, Runnable::run, action);
  }

  /** The same for an action that many share: each costs no more than its argument. */
  @SuppressWarnings("unchecked") // the action gets the argument that came with it
  <T> void whenUnreachable(Object referent, Consumer<T> action, T argument) {
    Tracked reference = new Tracked(referent, queue, (Consumer<Object>) action, argument);
    synchronized (this) {
      if (closed) {
        return;
      }
      int place = freed > 0 ? free[--freed] : used++;
      if (place == tracked.length) {
        tracked = Arrays.copyOf(tracked, 2 * place);
      }
      reference.place = place;
      tracked[place] = reference;
    }
  }

  private void run() {
    while (!closed) {
      try {
        Tracked unreachable = (Tracked) queue.remove();
        forget(unreachable);
        unreachable.action.accept(unreachable.argument);
      } catch (InterruptedException e) {
        // closed, or nobody knows why: the loop's condition tells
      } catch (RuntimeException e) {
        // the others must go all the same
        LoggerFactory.getLogger(ReferenceTracker.class).error("cannot let go of an object", e);
      }
    }
  }

  private synchronized void forget(Tracked reference) {
    if (closed) {
      return;
    }
    tracked[reference.place] = null;
    if (freed == free.length) {
      free = Arrays.copyOf(free, 2 * freed);
    }
    free[freed++] = reference.place;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      tracked = new @Nullable Tracked[0]; // users may keep refs, and so this
      free = new int[0];
    }
    thread.interrupt();
  }

  /** One tracked object; its place is guarded by the tracker. */
  private static final class Tracked extends PhantomReference<Object> {
    final Consumer<Object> action;
    final Object argument;
    int place;

    Tracked(
        Object referent, ReferenceQueue<Object> queue, Consumer<Object> action, Object argument) {
      super(referent, queue);
      this.action = action;
      this.argument = argument;
    }
  }
}
