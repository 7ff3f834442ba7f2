package io.ray4j.functional;

import org.junit.jupiter.api.Test;

/** A little of {@link Soak}. */
class SoakTest {
  @Test
  void shouldLeaveNothingAfterManyCallsThatReturnTenKilobytes() {
    System.out.println("calls: " + Soak.calls(Long.getLong("ray4j.soak.calls", 30_000)));
  }

  @Test
  void shouldLetMuchMoreFlowThroughTheStoreThanItHolds() {
    System.out.println("flow: " + Soak.flow(Long.getLong("ray4j.soak.gigabytes", 2) << 30));
  }
}
