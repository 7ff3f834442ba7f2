package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.scheduler.pool.RepeatedLines.Line;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {
  private static final long PERIOD_NS = 100;

  private final RepeatedLines lines = new RepeatedLines(PERIOD_NS);

  private List<String> add(long pid, String text, long nowNs) {
    return lines.add(new Line("f", pid, text), nowNs);
  }

  @Test
  void shouldPrintALineOfSeveralWorkersOnceAndThenHowOftenItCame() {
    assertThat(add(1, "loading", 0)).containsExactly("(f pid=1) loading");
    assertThat(add(2, "loading", 1)).isEmpty();
    assertThat(add(3, "loading", 2)).isEmpty();
    assertThat(add(1, "loading", 3)).isEmpty();
    assertThat(lines.holdsAny()).isTrue();
    assertThat(lines.nextEndNs()).isEqualTo(100);
    assertThat(lines.expire(99)).isEmpty();
    assertThat(lines.expire(100)).containsExactly("(f pid=1) loading [repeated 3x]");
    assertThat(lines.holdsAny()).isFalse();
  }

  @Test
  void shouldPrintASingleHeldLineAsItIs() {
    add(1, "loading", 0);
    add(2, "loading", 1);
    assertThat(lines.expire(100)).containsExactly("(f pid=2) loading");
  }

  @Test
  void shouldPrintALineThatGoesOnBeingRepeatedOncePerPeriod() {
    add(1, "loading", 0);
    add(2, "loading", 1);
    lines.expire(100);
    assertThat(add(1, "loading", 150)).isEmpty();
    assertThat(add(2, "loading", 160)).isEmpty();
    assertThat(lines.expire(199)).isEmpty();
    assertThat(lines.expire(200)).containsExactly("(f pid=2) loading [repeated 2x]");
    assertThat(lines.expire(300)).isEmpty();
    assertThat(add(2, "loading", 301)).containsExactly("(f pid=2) loading");
  }

  @Test
  void shouldLeaveWhatOneWorkerRepeatsAsItIs() {
    for (int time = 0; time < 5; time++) {
      assertThat(add(1, "tick", time)).containsExactly("(f pid=1) tick");
    }
    assertThat(lines.expireAll()).isEmpty();
  }

  @Test
  void shouldNotFoldLinesThatDiffer() {
    assertThat(add(1, "step 1", 0)).hasSize(1);
    assertThat(add(2, "step 2", 0)).hasSize(1);
    assertThat(lines.add(new Line("g", 3, "step 1"), 0)).containsExactly("(g pid=3) step 1");
    assertThat(add(1, " ", 0)).hasSize(1);
    assertThat(add(2, " ", 0)).hasSize(1);
    assertThat(lines.holdsAny()).isFalse();
  }

  @Test
  void shouldEndAPeriodThatIsOverBeforeTheNextLine() {
    add(1, "loading", 0);
    add(2, "loading", 1);
    add(2, "loading", 2);
    assertThat(add(2, "loading", 120)).containsExactly("(f pid=2) loading [repeated 2x]");
    assertThat(lines.expireAll()).containsExactly("(f pid=2) loading");
  }

  @Test
  void shouldLoseNothingInAFloodOfLinesThatDiffer() {
    List<String> printed = new ArrayList<>();
    add(1, "first", 0);
    add(2, "first", 0);
    add(3, "first", 0);
    for (int line = 0; line < 5_000; line++) {
      printed.addAll(add(1, "line " + line, 1));
    }
    assertThat(printed).hasSize(5_001).contains("(f pid=3) first [repeated 2x]");
    assertThat(lines.holdsAny()).isFalse();
  }

  @Test
  void shouldPrintAllThatIsHeldWhenItEnds() {
    add(1, "a", 0);
    add(1, "b", 0);
    add(2, "a", 1);
    add(2, "b", 1);
    assertThat(lines.expireAll()).containsExactly("(f pid=2) a", "(f pid=2) b");
    assertThat(lines.expireAll()).isEmpty();
  }
}
