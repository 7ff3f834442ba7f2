package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignalsTest {
  @Test
  void shouldNameTheSignalBehindAnExitCode() {
    assertThat(Signals.describe(137)).isEqualTo("SIGKILL (signal 9)");
    assertThat(Signals.describe(134)).isEqualTo("SIGABRT (signal 6)");
    assertThat(Signals.describe(128 + 34)).isEqualTo("signal 34");
  }

  @Test
  void shouldLeaveOrdinaryExitCodesAlone() {
    assertThat(Signals.describe(-1)).isNull();
    assertThat(Signals.describe(0)).isNull();
    assertThat(Signals.describe(128)).isNull();
    assertThat(Signals.describe(255)).isNull();
  }

  @Test
  void shouldTellTheSignalsOfAProcessOwnFaultsFromThoseOfOthers() {
    assertThat(Signals.fromOutside(137)).isTrue();
    assertThat(Signals.fromOutside(143)).isTrue();
    assertThat(Signals.fromOutside(134)).isFalse();
    assertThat(Signals.fromOutside(139)).isFalse();
    assertThat(Signals.fromOutside(1)).isFalse();
  }
}
