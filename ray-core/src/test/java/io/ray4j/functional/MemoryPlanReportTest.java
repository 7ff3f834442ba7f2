package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session plans no more memory than there is, or says so. */
@Timeout(120)
class MemoryPlanReportTest {
  private static final long MEMORY_BYTES =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  /** Starts a session and runs a task; returns what was logged meanwhile. */
  private static String logOf(RayConfig.Builder config) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      Ray.init(config.build());
      assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }

  private static long workersHeap() {
    return Ray.remote(() -> Runtime.getRuntime().maxMemory()).get();
  }

  @Test
  void shouldSayOnceThatTheWorkersMayTakeMoreThanThereIs() {
    String log = logOf(RayConfig.builder().workers(2).workerHeap(MEMORY_BYTES));
    assertThat(log.lines().filter(line -> line.contains("more memory than there is")))
        .singleElement()
        .asString()
        .contains(
            "WARN",
            "2 workers' heaps of " + Math.round(MEMORY_BYTES / (double) (1 << 20)) + " MB",
            "object store");
  }

  @Test
  void shouldFitByDefault() {
    String log = logOf(RayConfig.builder().workers(3));
    assertThat(log).doesNotContain("memory");
    long driver = Runtime.getRuntime().maxMemory();
    assertThat(driver + 3 * workersHeap() + Ray.state().capacityBytes())
        .isBetween(MEMORY_BYTES / 2, MEMORY_BYTES);
  }

  @Test
  void shouldLetTheUsersOptionsWin() {
    logOf(RayConfig.builder().workers(1).workerHeap(64L << 20).workerJvmOptions("-Xmx80m"));
    assertThat(workersHeap()).isBetween(70L << 20, 80L << 20);
  }

  @Test
  void shouldLetTheUsersShareOfTheMemoryWin() {
    logOf(RayConfig.builder().workers(1).workerJvmOptions("-XX:MaxRAMPercentage=2"));
    assertThat(workersHeap()).isBetween(MEMORY_BYTES / 60, MEMORY_BYTES / 50 + (8 << 20));
  }
}
