package io.ray4j.internal;

import io.ray4j.TaskCancelledException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The future of a ref's value, which it keeps. It is cancelled when the task is, and to cancel it
 * is to cancel the task; futures that depend on it are plain ones.
 */
final class RefFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  private final RemoteRef<T> ref;

  RefFuture(RemoteRef<T> ref) {
    this.ref = ref;
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
    if (!isDone() && ref.cancel()) {
      super.cancel(mayInterruptIfRunning);
    }
    return isCancelled(); // if the task had ended, its value is on its way
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
