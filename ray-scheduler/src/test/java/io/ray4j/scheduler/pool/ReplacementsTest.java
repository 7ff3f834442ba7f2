package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplacementsTest {
  private final Replacements replacements = new Replacements();

  private long failedToStart(boolean byItself) {
    replacements.died();
    long delayMs = replacements.failedToStart(byItself);
    if (delayMs >= 0) {
      replacements.forked(1);
    }
    return delayMs;
  }

  @Test
  void shouldWaitLongerAfterEachFailedStartAndThenGiveUp() {
    assertThat(failedToStart(true)).isEqualTo(200);
    assertThat(failedToStart(true)).isEqualTo(400);
    assertThat(failedToStart(true)).isEqualTo(-1);
    assertThat(replacements.isAnyAwaited()).isFalse();
  }

  @Test
  void shouldNotCountWhatSomebodyKilled() {
    for (int kill = 0; kill < 10; kill++) {
      assertThat(failedToStart(false)).isEqualTo(100);
    }
    assertThat(failedToStart(true)).isEqualTo(200);
  }

  @Test
  void shouldTryAgainWhatWasGivenUpOnceAnotherHasStarted() {
    failedToStart(true);
    failedToStart(true);
    failedToStart(true);
    assertThat(failedToStart(true)).isEqualTo(-1);
    assertThat(replacements.started()).isEqualTo(2);
    assertThat(replacements.started()).isZero();
    assertThat(failedToStart(true)).isEqualTo(200);
  }

  @Test
  void shouldKnowThatAReplacementIsOnItsWay() {
    replacements.died();
    assertThat(replacements.isAnyAwaited()).isTrue();
    replacements.forked(1);
    assertThat(replacements.isAnyAwaited()).isFalse();
  }
}
