package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerHeapTest {
  @Test
  void shouldSayHowMuchLargerTheLargeOneIs() {
    WorkerHeap heap = new WorkerHeap(64L << 20, 128L << 20);
    assertThat(heap.canGrow()).isTrue();
    assertThat(heap.large())
        .isEqualTo("a heap of 128 MB, twice as much as the 64 MB of the others");
  }

  @Test
  void shouldSayThatTheMachineHasNoMore() {
    WorkerHeap heap = new WorkerHeap(64L << 20, 100L << 20);
    assertThat(heap.canGrow()).isTrue();
    assertThat(heap.large())
        .isEqualTo("a heap of 100 MB, since twice the 64 MB of the others is more than there is");
    assertThat(new WorkerHeap(64L << 20, 64L << 20).canGrow()).isFalse();
  }
}
