package io.ray4j.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportLineTest {
  @Test
  void shouldReadBackAFigure() {
    ReportLine.Figure figure = new ReportLine.Figure(Measure.SYNC_P50, 12.75);

    assertThat(ReportLine.parse(figure.format())).contains(figure);
  }

  @Test
  void shouldReadBackAReasonOnOneLine() {
    ReportLine.Skipped skipped = new ReportLine.Skipped("no binary\nfor this machine");

    assertThat(skipped.format()).doesNotContain("\n");
    assertThat(ReportLine.parse(skipped.format()))
        .contains(new ReportLine.Skipped("no binary for this machine"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SYNC_P50 12.75",
        "(Tasks.noop pid=1) ::SYNC_P50 12.75",
        "::SYNC_P50",
        "::SYNC_P50 fast",
        "::UNKNOWN 1"
      })
  void shouldTakeOtherOutputForNoReport(String line) {
    assertThat(ReportLine.parse(line)).isEmpty();
  }
}
