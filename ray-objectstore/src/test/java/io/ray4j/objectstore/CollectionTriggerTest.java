package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CollectionTriggerTest {
  private static final long MIN = CollectionTrigger.MIN_BYTES;

  private final AtomicLong clockNs = new AtomicLong(Long.MAX_VALUE - 100); // which wraps
  private final AtomicInteger begun = new AtomicInteger();
  private volatile boolean urgent;
  private final Semaphore mayEnd = new Semaphore(0);
  private final CollectionTrigger trigger = new CollectionTrigger(this::collect, clockNs::get);

  private void collect(boolean urgently) {
    urgent = urgently;
    begun.incrementAndGet();
    mayEnd.acquireUninterruptibly();
  }

  @AfterEach
  void close() {
    mayEnd.release(100);
    trigger.close();
  }

  /** Waits until the collection under way, the {@code number}th, has ended after that time. */
  private void end(int number, long tookNs) {
    await().until(() -> begun.get() == number);
    clockNs.addAndGet(tookNs);
    mayEnd.release();
    await().until(() -> !trigger.isRunning());
  }

  @Test
  void shouldCollectOnceForAllWhoAskMeanwhile() {
    assertThat(trigger.request()).isTrue();
    assertThat(trigger.request()).isTrue();
    assertThat(trigger.request()).isTrue();
    end(1, 0);
    assertThat(begun).hasValue(1);
  }

  @Test
  void shouldTakeATenthOfTheTimeAtMost() {
    assertThat(trigger.request()).isTrue();
    end(1, 1_000);
    assertThat(trigger.request()).isFalse();
    clockNs.addAndGet(9_999);
    assertThat(trigger.request()).isFalse();
    clockNs.addAndGet(1);
    assertThat(trigger.request()).isTrue();
    end(2, 5);
    assertThat(begun).hasValue(2);
  }

  @Test
  void shouldCollectWhenMuchWasStoredSinceTheLastTime() {
    trigger.onStored(MIN - 1, 0);
    assertThat(trigger.isRunning()).isFalse();
    trigger.onStored(1, 0);
    end(1, 0);
    trigger.onStored(MIN - 1, 0);
    assertThat(trigger.isRunning()).isFalse();
    trigger.onStored(1, 0);
    end(2, 0);
  }

  @Test
  void shouldCollectLessOftenTheMoreIsInUse() {
    trigger.onStored(2 * MIN, 8 * MIN);
    assertThat(trigger.isRunning()).isFalse();
    trigger.onStored(2 * MIN, 8 * MIN);
    end(1, 0);
    assertThat(begun).hasValue(1);
  }

  @Test
  void shouldCountAWaitInVainAsTheCollectionsTime() {
    assertThat(trigger.request()).isTrue();
    trigger.waitedInVain(1_000);
    end(1, 10); // which alone would be 100 more
    assertThat(trigger.request()).isFalse();
    clockNs.addAndGet(9_989);
    assertThat(trigger.request()).isFalse();
    clockNs.addAndGet(1);
    assertThat(trigger.request()).isTrue();
    end(2, 10);
  }

  @Test
  void shouldCollectAtOnceWhenNothingElseHelps() {
    assertThat(trigger.request()).isTrue();
    end(1, 1_000);
    assertThat(urgent).isFalse();
    assertThat(trigger.request()).as("too early").isFalse();
    trigger.demand();
    await().until(() -> begun.get() == 2);
    assertThat(urgent).isTrue();
    trigger.demand(); // after what the one under way has seen
    mayEnd.release();
    await().until(() -> begun.get() == 3);
    assertThat(urgent).isTrue();
    end(3, 0);
    assertThat(begun).hasValue(3);
  }

  @Test
  void shouldRefuseOnceClosed() {
    trigger.close();
    assertThat(trigger.request()).isFalse();
    trigger.onStored(2 * MIN, 0);
    assertThat(begun).hasValue(0);
  }

  @Test
  void shouldGoOnAfterACollectionThatFails() {
    AtomicInteger tries = new AtomicInteger();
    try (CollectionTrigger failing =
        new CollectionTrigger(
            urgently -> {
              tries.incrementAndGet();
              throw new IllegalStateException("no collection");
            })) {
      await().until(() -> failing.request() && tries.get() > 1);
    }
  }
}
