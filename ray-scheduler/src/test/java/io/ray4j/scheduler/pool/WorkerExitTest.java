package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.scheduler.transport.OutputLayout;
import org.junit.jupiter.api.Test;

class WorkerExitTest {
  private static WorkerExit exit(int code, String output) {
    return new WorkerExit(1, 4711, code, "", "", output);
  }

  @Test
  void shouldTellAFullHeapFromAFunctionThatExits() {
    String line = OutputLayout.NO_MEMORY_LINE;
    assertThat(exit(3, "before\n" + line + "\nof another stream").gaveUpForMemory()).isTrue();
    assertThat(exit(3, "").gaveUpForMemory()).isFalse();
    assertThat(exit(3, "bye").gaveUpForMemory()).isFalse();
    assertThat(exit(1, line).gaveUpForMemory()).isFalse();
    assertThat(exit(3, "quoted: " + line).gaveUpForMemory()).isFalse();
  }

  @Test
  void shouldKnowTheJvmsOwnWordsForAFullHeap() {
    assertThat(
            exit(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space")
                .gaveUpForMemory())
        .isTrue();
  }
}
