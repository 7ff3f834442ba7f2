package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeadlinesTest {
  private final Deadlines deadlines = new Deadlines();

  private static TaskRequest request(long timeoutMs) {
    return new TaskRequest(
        new TaskId(1, 2),
        "F.f",
        new FunctionDescriptor("F", "f", "()V", "F.f"),
        1,
        TimeUnit.MILLISECONDS.toNanos(timeoutMs),
        List.of(),
        List.of());
  }

  @Test
  void shouldReturnWhatTheTaskReturnsInTime() {
    assertThat(deadlines.run(request(10_000), () -> "done")).isEqualTo("done");
  }

  /** A task that waits for what never comes, and tells when it is interrupted. */
  private static Supplier<Object> untilInterrupted(CountDownLatch interrupted) {
    CountDownLatch never = new CountDownLatch(1);
    return () -> {
      try {
        never.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
      return "late";
    };
  }

  @Test
  void shouldInterruptTheTaskWithItsWorker() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread.currentThread().interrupt();

    Envelope result = (Envelope) deadlines.run(request(10_000), untilInterrupted(interrupted));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(TaskFailure.fromBytes(result.data).kind()).isEqualTo(TaskFailure.Kind.CANCELLED);
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldFailAndInterruptATaskThatTakesLonger() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);

    Envelope result = (Envelope) deadlines.run(request(50), untilInterrupted(interrupted));

    TaskFailure failure = TaskFailure.fromBytes(result.data);
    assertThat(failure.kind()).isEqualTo(TaskFailure.Kind.TIMED_OUT);
    assertThat(failure.message()).contains("F.f", "timeout=PT0.05S", "CountDownLatch.await");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
