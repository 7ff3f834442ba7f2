package io.ray4j.internal;

import io.ray4j.RayInterruptedException;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.SchedulerClient.SealedRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread's wait for some of several objects.
 *
 * <p>Made and awaited by the thread that waits; told by any. A wait ends when enough objects are
 * sealed, with the deadline, with an interrupt, or since the session ends and seals everything.
 */
final class Waiter {
  /** Stands for values that nobody wants: together they may be larger than the heap. */
  private static final SealedRef READY =
      new SealedRef(new ObjectValue.Inline(new byte[0], List.of()), List.of());

  private final Thread thread = Thread.currentThread();
  private final AtomicReferenceArray<@Nullable SealedRef> sealed;
  private final AtomicInteger missing;

  /** Whether it waits for each of them. */
  private final boolean all;

  /** Whether the values are wanted, and so one failure is enough. */
  private final boolean failFast;

  private final List<Runnable> takeBack = new ArrayList<>();
  private volatile boolean failed;

  /**
   * Begins to wait.
   *
   * @param needed how many of the refs must be sealed
   * @param failFast whether one failed object ends the wait
   */
  Waiter(SchedulerClient client, List<RemoteRef<?>> refs, int needed, boolean failFast) {
    this.sealed = new AtomicReferenceArray<>(refs.size());
    this.missing = new AtomicInteger(needed);
    this.all = needed == refs.size();
    this.failFast = failFast;
    for (int index = 0; index < refs.size(); index++) {
      RefTarget target = refs.get(index).target();
      SealedRef known = client.peek(target);
      if (known != null) {
        onSealed(index, known);
      } else if (all && !isOver()) {
        listen(client, index, target);
      }
    }
    // if some are enough, nobody is asked for the others
    for (int index = 0; !all && index < refs.size() && !isOver(); index++) {
      if (sealed.get(index) == null) {
        listen(client, index, refs.get(index).target());
      }
    }
  }

  private void listen(SchedulerClient client, int index, RefTarget target) {
    takeBack.add(
        client.whenSealed(target, (value, path) -> onSealed(index, new SealedRef(value, path))));
  }

  private void onSealed(int index, SealedRef ref) {
    sealed.set(index, failFast ? ref : READY);
    if (failFast && ref.value() instanceof ObjectValue.Failed) {
      failed = true;
    }
    if (missing.decrementAndGet() <= 0 || failed) {
      LockSupport.unpark(thread);
    }
  }

  private boolean isOver() {
    return failed || missing.get() <= 0;
  }

  /** The sealed object of a ref, or null. */
  @Nullable SealedRef sealed(int index) {
    return sealed.get(index);
  }

  /**
   * Waits; the objects' listeners are taken back when it returns.
   *
   * @param timeoutNs how long to wait, or null for ever
   * @return false if the time was over first
   */
  boolean await(SchedulerClient client, @Nullable Long timeoutNs) {
    try {
      if (isOver()) {
        return true;
      }
      return timeoutNs == null ? awaitFor(client, Long.MAX_VALUE) : awaitFor(client, timeoutNs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RayInterruptedException(
          "Interrupted while waiting for objects; the tasks go on.", e);
    } finally {
      if (!all || missing.get() > 0) { // else each listener was told
        takeBack.forEach(Runnable::run);
      }
    }
  }

  private boolean awaitFor(SchedulerClient client, long timeoutNs) throws InterruptedException {
    client.flush();
    if (timeoutNs > 0) {
      try (TaskWait wait = new TaskWait()) {
        client.help(this::isOver, timeoutNs);
        park(timeoutNs, wait);
      }
    }
    if (!isOver()) {
      client.sync(); // what was sealed before the deadline counts, even if its news is on the way
    }
    return isOver();
  }

  private void park(long timeoutNs, TaskWait wait) throws InterruptedException {
    long startNs = System.nanoTime();
    while (!isOver()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long leftNs = timeoutNs - (System.nanoTime() - startNs);
      if (leftNs <= 0) {
        return;
      }
      LockSupport.parkNanos(this, wait.stepNs(leftNs));
      if (!isOver()) {
        wait.goesOn();
      }
    }
  }
}
