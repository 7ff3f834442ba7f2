package io.ray4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a thread that works for no task it is a future like any other. */
@Timeout(60)
class RefFutureTest {
  private final RefFuture<Integer> future = new RefFuture<>(RefFutureTest::noHelp, null);

  private static void noHelp(BooleanSupplier done, long timeoutNs) {}

  @Test
  void shouldGiveItsValueInEachWay() throws Exception {
    CompletableFuture<Integer> dependent = future.thenApply(value -> value + 1);
    Thread other = new Thread(() -> assertThat(future.complete(1)).isTrue());
    other.start();
    assertThat(dependent.join()).isEqualTo(2);
    assertThat(future.get()).isEqualTo(1);
    assertThat(future.get(0, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(future.get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(1);
    other.join();
  }

  @Test
  void shouldThrowAsAnyFutureDoes() {
    assertThatThrownBy(() -> future.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.get(1, TimeUnit.NANOSECONDS))
        .isInstanceOf(TimeoutException.class);
    IllegalStateException cause = new IllegalStateException();
    Thread other = new Thread(() -> assertThat(future.completeExceptionally(cause)).isTrue());
    other.start();
    assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES))
        .isInstanceOf(ExecutionException.class)
        .hasCause(cause);
    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(cause);
    assertThatThrownBy(future::join).isInstanceOf(CompletionException.class).hasCause(cause);
    RefFuture<Integer> cancelled = new RefFuture<>(RefFutureTest::noHelp, null);
    assertThat(cancelled.cancel(true)).isTrue();
    assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(cancelled::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldEndAGetButNoJoinWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();

    CompletableFuture<Boolean> joined = new CompletableFuture<>();
    Thread joiner =
        new Thread(
            () -> {
              int unused = future.join();
              joined.complete(Thread.interrupted());
            });
    joiner.start();
    joiner.interrupt();
    await().until(() -> joiner.getState() == Thread.State.TIMED_WAITING);
    assertThat(joined).isNotDone();
    assertThat(future.complete(1)).isTrue();
    assertThat(joined.join()).as("still interrupted").isTrue();
  }

  @Test
  void shouldHaveTheWaitingThreadHelpUntilTheObjectIsThere() throws Exception {
    AtomicReference<RefFuture<Integer>> awaited = new AtomicReference<>(future);
    List<Thread> helpers = new ArrayList<>();
    RefFuture<Integer> helped =
        new RefFuture<>(
            (done, timeoutNs) -> {
              helpers.add(Thread.currentThread());
              assertThat(done.getAsBoolean()).isFalse();
              RefFuture<Integer> own = awaited.get();
              own.onSealed();
              assertThat(done.getAsBoolean()).isTrue();
              assertThat(own.complete(1)).isTrue();
            },
            null);
    awaited.set(helped);
    assertThat(helped.thenApply(value -> value + 1)).isInstanceOf(RefFuture.class);

    assertThat(helped.join()).isEqualTo(1);
    assertThat(helpers).containsExactly(Thread.currentThread());
  }

  @Test
  void shouldHelpNoLongerThanItMayWait() {
    RefFuture<Integer> late =
        new RefFuture<>(
            (done, timeoutNs) -> {
              while (!done.getAsBoolean()) {
                Thread.onSpinWait();
              }
            },
            null);
    assertThatThrownBy(() -> late.get(10, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    Thread.currentThread().interrupt();
    assertThatThrownBy(late::get).isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldLeaveItToAForkJoinPoolToMakeUpForAThreadThatWaits() {
    RefFuture<Integer> future =
        new RefFuture<>(
            (done, timeoutNs) -> {
              throw new AssertionError("helps in a pool");
            },
            null);
    ForkJoinTask<Integer> joined = ForkJoinPool.commonPool().submit(() -> future.join());
    assertThat(future.complete(1)).isTrue();
    assertThat(joined.join()).isEqualTo(1);
  }
}
