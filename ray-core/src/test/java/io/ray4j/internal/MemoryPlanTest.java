package io.ray4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.RayConfig;
import io.ray4j.scheduler.pool.WorkerHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
  private static final long MB = 1L << 20;
  private static final long MUCH = Long.MAX_VALUE;

  private static MemoryPlan plan(
      RayConfig.Builder config, long memoryMb, long driverMb, int workers) {
    MemoryLimit limit = new MemoryLimit(memoryMb * MB, "the limit");
    return MemoryPlan.of(config.build(), limit, driverMb * MB, workers, MUCH);
  }

  private static MemoryPlan byDefault(long memoryMb, int workers) {
    return plan(RayConfig.builder(), memoryMb, memoryMb / 4, workers);
  }

  @ParameterizedTest
  @CsvSource({"24000,1", "24000,2", "24000,16", "2000,2", "64000,64", "1000,2"})
  void shouldFitByDefault(long memoryMb, int workers) {
    MemoryPlan plan = byDefault(memoryMb, workers);
    long sumMb =
        (plan.driverHeapBytes() + plan.storeBytes() + workers * plan.workerHeapBytes()) / MB;
    assertThat(sumMb).isLessThanOrEqualTo(memoryMb - 64L * (workers + 1));
    // and leaves little unused
    assertThat(sumMb).isGreaterThan(memoryMb - 64L * (workers + 1) - workers - 1);
    assertThat(plan.warning()).isNull();
  }

  @Test
  void shouldGiveWorkersAHeapOfUseInASmallContainerAndSayThatItDoesNotFit() {
    MemoryPlan plan = byDefault(400, 4);
    assertThat(plan.workerHeapBytes()).isEqualTo(64 * MB);
    assertThat(plan.warning())
        .isEqualTo(
            "This session may take more memory than there is: driver's heap 100 MB + 4 workers'"
                + " heaps of 64 MB + object store 120 MB + about 64 MB for each JVM = 796 MB, and"
                + " the limit is 400 MB. Lower objectStoreMemory, the driver's -Xmx, the number of"
                + " workers.");
  }

  @Test
  void shouldSayWhichHeapFits() {
    MemoryPlan plan = plan(RayConfig.builder().workerHeap(8_000 * MB), 24_000, 6_000, 2);
    assertThat(plan.warning())
        .contains("2 workers' heaps of 8000 MB", "= 29392 MB, and the limit is 24000 MB.")
        .endsWith("A workerHeap of 5304 MB fits, or fewer workers.");
    assertThat(plan(RayConfig.builder().workerHeap(5_304 * MB), 24_000, 6_000, 2).warning())
        .isNull();
    assertThat(plan(RayConfig.builder().workerHeap(5_305 * MB), 24_000, 6_000, 2).warning())
        .isNotNull();
  }

  @Test
  void shouldCountWhatTheUsersOptionsSay() {
    RayConfig.Builder config =
        RayConfig.builder().workerHeap(100 * MB).workerJvmOptions("-Xss1m", "-Xmx16g");
    MemoryPlan plan = plan(config, 24_000, 6_000, 2);
    assertThat(plan.workerHeapBytes()).isEqualTo(16L << 30);
    assertThat(plan.warning()).contains("2 workers' heaps of 16384 MB");
  }

  @Test
  void shouldCountTheStoreThatWasAskedForWithinItsFileSystem() {
    RayConfig config = RayConfig.builder().objectStoreMemory(4_000 * MB).build();
    MemoryLimit limit = new MemoryLimit(24_000 * MB, "the limit");
    assertThat(MemoryPlan.of(config, limit, 0, 2, MUCH).storeBytes()).isEqualTo(4_000 * MB);
    assertThat(MemoryPlan.of(config, limit, 0, 2, 300 * MB).storeBytes()).isEqualTo(300 * MB);
    assertThat(byDefault(24_000, 2).storeBytes()).isEqualTo(7_200 * MB);
  }

  @Test
  void shouldCountNoWorkersWhereTasksRunInTheDriver() {
    assertThat(byDefault(1_000, 0).warning()).isNull();
    RayConfig.Builder config = RayConfig.builder().objectStoreMemory(900 * MB);
    assertThat(plan(config, 1_000, 250, 0).warning())
        .contains("driver's heap 250 MB + object store 900 MB")
        .endsWith("Lower objectStoreMemory, the driver's -Xmx.");
  }

  @Test
  void shouldBearAnyNumber() {
    RayConfig.Builder config =
        RayConfig.builder().workerHeap(Long.MAX_VALUE).objectStoreMemory(Long.MAX_VALUE);
    MemoryPlan plan = plan(config, 1_000, 250, 1_000);
    assertThat(plan.warning()).contains("may take more memory than there is");
    assertThat(plan.workerHeap().canGrow()).isFalse();
  }

  @Test
  void shouldLetALargeWorkerHaveTwiceTheHeapButNoMoreThanThereIs() {
    RayConfig.Builder config = RayConfig.builder().workerHeap(300 * MB);
    assertThat(plan(config, 1_000, 250, 2).workerHeap())
        .isEqualTo(new WorkerHeap(300 * MB, 600 * MB));
    assertThat(plan(config, 464, 100, 2).workerHeap())
        .isEqualTo(new WorkerHeap(300 * MB, 400 * MB));
    assertThat(plan(config, 200, 100, 2).workerHeap().canGrow()).isFalse();
  }
}
