package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final Results results = new Results(List.of(PeerKind.values()));

  private void add(PeerKind peer, Measure measure, double... figures) {
    for (double figure : figures) {
      results.add(peer, measure, figure);
    }
  }

  @Test
  void shouldTakeTheMedianOfOddAndEvenNumbersOfFigures() {
    add(PeerKind.RAY4J, Measure.SYNC_P50, 9, 1, 4);
    add(PeerKind.THREADS, Measure.SYNC_P50, 8, 2, 4, 3);

    assertThat(results.median(PeerKind.RAY4J, Measure.SYNC_P50)).hasValue(4);
    assertThat(results.median(PeerKind.THREADS, Measure.SYNC_P50)).hasValue(3.5);
  }

  @Test
  void shouldTakeTheSmallestTimeAndTheLargestRateForTheBest() {
    add(PeerKind.RAY4J, Measure.SYNC_P50, 9, 1, 4);
    add(PeerKind.RAY4J, Measure.ASYNC_1, 9, 1, 4);

    assertThat(results.best(PeerKind.RAY4J, Measure.SYNC_P50)).hasValue(1);
    assertThat(results.best(PeerKind.RAY4J, Measure.ASYNC_1)).hasValue(9);
  }

  @Test
  void shouldSayHowManyTimesBetterRay4jIsForTimesAndForRates() {
    add(PeerKind.RAY4J, Measure.SYNC_P50, 10);
    add(PeerKind.REAL_RAY, Measure.SYNC_P50, 1000);
    add(PeerKind.RAY4J, Measure.ASYNC_1, 100);
    add(PeerKind.REAL_RAY, Measure.ASYNC_1, 400);

    assertThat(results.advantage(PeerKind.REAL_RAY, Measure.SYNC_P50)).contains(100.0);
    assertThat(results.advantage(PeerKind.REAL_RAY, Measure.ASYNC_1)).contains(0.25);
    assertThat(results.advantage(PeerKind.REAL_RAY, Measure.CHAIN)).isEmpty();
  }

  @Test
  void shouldNotCompareWhatTellsOfTheMachineAlone() {
    add(PeerKind.RAY4J, Measure.COPY_WARM, 10);
    add(PeerKind.REAL_RAY, Measure.COPY_WARM, 5);

    assertThat(results.advantage(PeerKind.REAL_RAY, Measure.COPY_WARM)).isEmpty();
  }
}
