package io.ray4j.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PeerMainTest {
  private static final Set<Measure> OF_TASKS =
      EnumSet.range(Measure.INIT, Measure.FAN); // all that needs no store and no nested tasks

  @Test
  @Timeout(60)
  void shouldReportWhatAThreadPoolCanDoAndNothingElse() throws Exception {
    assertThat(measured(PeerKind.THREADS)).isEqualTo(OF_TASKS);
  }

  @Test
  @Timeout(60)
  void shouldReportNestedTasksOfAForkJoinPool() throws Exception {
    EnumSet<Measure> expected = EnumSet.copyOf(OF_TASKS);
    expected.add(Measure.NESTED);

    assertThat(measured(PeerKind.FORK_JOIN)).isEqualTo(expected);
  }

  private static Set<Measure> measured(PeerKind kind) throws Exception {
    List<ReportLine> lines = new ArrayList<>();
    PeerMain.measure(kind, Plan.SMOKE, lines::add);
    EnumSet<Measure> measures = EnumSet.noneOf(Measure.class);
    for (ReportLine line : lines) {
      ReportLine.Figure figure = (ReportLine.Figure) line;
      assertThat(figure.value()).as(figure.format()).isFinite().isNotNegative();
      measures.add(figure.measure());
    }
    return measures;
  }
}
