package io.ray4j.internal;

import io.ray4j.TaskCancelledException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A future of a ref's value, or one that depends on such a future. A task that waits for it gives
 * its slot back meanwhile, as with {@code ObjectRef.get}: what it waits for may need the slot.
 *
 * <p>The first kind is cancelled when the task is, and to cancel it is to cancel the task.
 *
 * <p>Thread-safe.
 */
final class RefFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  /** Has the calling thread do what brings objects' news: {@code SchedulerClient.help}. */
  private final ObjLongConsumer<BooleanSupplier> helper;

  /** The ref, which it keeps; null for one that depends on another future. */
  private final @Nullable RemoteRef<?> ref;

  private volatile boolean sealed;

  RefFuture(ObjLongConsumer<BooleanSupplier> helper, @Nullable RemoteRef<?> ref) {
    this.helper = helper;
    this.ref = ref;
  }

  /** The ref's object is there; whoever completes this future has begun to read it. */
  void onSealed() {
    sealed = true;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new RefFuture<>(helper, null);
  }

  /** Fails with what a read of the ref has thrown. */
  void fail(Throwable thrown) {
    if (thrown instanceof TaskCancelledException) {
      CancellationException cancelled = new CancellationException(thrown.getMessage());
      cancelled.initCause(thrown);
      completeExceptionally(cancelled);
    } else {
      completeExceptionally(thrown);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (!isDone() && (ref == null || ref.cancel())) {
      super.cancel(mayInterruptIfRunning);
    }
    return isCancelled(); // if the task had ended, its value is on its way
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (!isDone()) {
      boolean unused = await(Long.MAX_VALUE);
    }
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!isDone() && timeout > 0 && !await(unit.toNanos(timeout))) {
      throw new TimeoutException();
    }
    return super.get(0, unit);
  }

  @Override
  public T join() {
    boolean interrupted = false;
    while (!isDone()) {
      try {
        boolean unused = await(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        interrupted = true; // which does not end a join
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return super.join();
  }

  /** Waits until this future is done; false if the time was over first. */
  private boolean await(long timeoutNs) throws InterruptedException {
    long startNs = System.nanoTime();
    try (TaskWait wait = new TaskWait()) {
      if (!ForkJoinTask.inForkJoinPool()) { // whose threads must be waited for as below
        // on a cluster a task gives its CPU back only while it waits in here
        helper.accept(() -> needsNoHelp(startNs, timeoutNs), timeoutNs);
      }
      while (true) {
        long leftNs = timeoutNs - (System.nanoTime() - startNs);
        if (isDone() || leftNs <= 0) {
          return isDone();
        }
        try {
          // not parked here: it lets the common pool, which completes it, make up for this thread
          T unused = super.get(wait.stepNs(leftNs), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          wait.goesOn();
        } catch (ExecutionException e) {
          return true; // the caller meets it
        }
      }
    }
  }

  private boolean needsNoHelp(long startNs, long timeoutNs) {
    return sealed
        || isDone()
        || Thread.currentThread().isInterrupted()
        || System.nanoTime() - startNs >= timeoutNs;
  }
}
