package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.scheduler.pool.RepeatedLines.Line;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DriverOutputTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private List<String> printed() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void shouldPrintWhatIsHeldWhenThePeriodEndsThoughNothingElseComes() {
    AtomicLong nowNs = new AtomicLong();
    try (DriverOutput output = new DriverOutput(() -> stream, 1_000, nowNs::get)) {
      output.print(List.of(new Line("f", 1, "same")));
      output.print(List.of(new Line("f", 2, "same")));
      assertThat(printed()).containsExactly("(f pid=1) same");
      nowNs.set(1_000);
      await().until(() -> printed().equals(List.of("(f pid=1) same", "(f pid=2) same")));
      output.print(List.of(new Line("f", 3, "same"), new Line("f", 4, "other")));
      assertThat(printed()).hasSize(3);
      nowNs.set(2_000);
      await().until(() -> printed().size() == 4);
    }
  }

  @Test
  void shouldPrintWhatIsHeldWhenItIsClosedAndAllThatComesLaterAtOnce() {
    DriverOutput output = new DriverOutput(() -> stream, TimeUnit.HOURS.toNanos(1));
    output.print(
        List.of(new Line("f", 1, "same"), new Line("f", 2, "same"), new Line("f", 3, "same")));
    assertThat(printed()).containsExactly("(f pid=1) same");
    output.close();
    assertThat(printed()).containsExactly("(f pid=1) same", "(f pid=3) same [repeated 2x]");
    output.print(List.of(new Line("f", 2, "same"), new Line("f", 3, "same")));
    assertThat(printed()).hasSize(4);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("ray4j-output") && thread.isAlive());
  }
}
