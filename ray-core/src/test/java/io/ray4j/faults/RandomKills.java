package io.ray4j.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Kills busy workers, or stops them for a moment, at times that a seed decides, a few times at
 * most.
 *
 * <p>To be used once, by one thread.
 */
final class RandomKills {
  /** Few: a task that dies through another is run again three times only. */
  private static final int MAX_FAULTS = 2;

  private static final int MAX_WAIT_MS = 60;
  private static final int MAX_DELAY_MS = 80;
  private static final int RETRY_MS = 2;

  private final Faults faults;
  private final Random random;
  private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);

  // owned by the executor's thread, and after it has ended by the caller
  private int left = MAX_FAULTS;
  private @Nullable Throwable failure;

  RandomKills(Faults faults, long seed) {
    this.faults = faults;
    this.random = new Random(seed);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Does so while somebody works; afterwards no fault is under way any more. */
  <T> T during(Supplier<T> work) throws InterruptedException {
    schedule(random.nextInt(MAX_WAIT_MS));
    try {
      return work.get();
    } finally {
      end();
    }
  }

  private void schedule(int delayMs) {
    ScheduledFuture<?> unused = thread.schedule(this::next, delayMs, TimeUnit.MILLISECONDS);
  }

  private void next() {
    try {
      Optional<ProcessHandle> worker = faults.anyBusyWorker();
      worker.ifPresent(this::harm);
      if (left > 0 && !thread.isShutdown()) {
        schedule(worker.isPresent() ? random.nextInt(MAX_WAIT_MS) : RETRY_MS);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void harm(ProcessHandle worker) {
    left--;
    if (random.nextInt(4) == 0) {
      faults.delay(worker, Duration.ofMillis(1 + random.nextInt(MAX_DELAY_MS)));
    } else {
      faults.kill(worker);
    }
  }

  private void end() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a fault does not end");
    }
    if (failure != null) {
      throw new IllegalStateException("a fault failed", failure);
    }
  }
}
