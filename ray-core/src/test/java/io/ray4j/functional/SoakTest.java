package io.ray4j.functional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A little of {@link Soak}. */
class SoakTest {
  @Test
  void shouldLeaveNothingAfterManyCallsThatReturnTenKilobytes(TestReporter reporter) {
    reporter.publishEntry("calls", Soak.calls(Long.getLong("ray4j.soak.calls", 30_000)));
  }

  @Test
  void shouldLetMuchMoreFlowThroughTheStoreThanItHolds(TestReporter reporter) {
    reporter.publishEntry("flow", Soak.flow(Long.getLong("ray4j.soak.gigabytes", 2) << 30));
  }
}
