package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Needs more memory than other tests may: runs only when asked for, see CONTRIBUTING.md. */
@Tag("large")
@Timeout(600)
class LargeArraysTest {
  private static void assumeRoom() throws IOException {
    long needed = 2 * LargeArrays.HEAP_BYTES + LargeArrays.STORE_BYTES;
    long available = availableMemory();
    assumeTrue(available >= needed, () -> "memory: %,d of %,d bytes".formatted(available, needed));
    assumeUsable(Path.of("/dev/shm"), LargeArrays.STORE_BYTES);
    assumeUsable(Path.of(System.getProperty("java.io.tmpdir")), 2 * LargeArrays.ARRAY_BYTES);
  }

  private static long availableMemory() throws IOException {
    Path linux = Path.of("/proc/meminfo"); // unlike the JDK it counts in what caches would give up
    if (!Files.exists(linux)) {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getFreeMemorySize();
    }
    String line =
        Files.readAllLines(linux).stream()
            .filter(each -> each.startsWith("MemAvailable"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }

  private static void assumeUsable(Path folder, long needed) throws IOException {
    assumeTrue(Files.isDirectory(folder), () -> "no folder " + folder);
    long usable = Files.getFileStore(folder).getUsableSpace();
    assumeTrue(
        usable >= needed, () -> "space in %s: %,d of %,d bytes".formatted(folder, usable, needed));
  }

  @Test
  void shouldTakeAnArrayOfOver2GbAnyWayButAView() throws Exception {
    assumeRoom();
    Process driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + LargeArrays.HEAP_BYTES,
                "-cp",
                System.getProperty("java.class.path"),
                LargeArrays.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.print(output); // how long it took, and how much memory
    List<String> lines = output.lines().toList();
    assertThat(driver.waitFor()).as(output).isZero();

    String sum = String.valueOf((LargeArrays.ELEMENTS - 1L) * LargeArrays.ELEMENTS / 2);
    assertThat(lines)
        .contains(
            "argument=" + sum,
            "result=" + sum,
            "states=[SEALED, SPILLED]",
            "restored=" + sum,
            "smaller view=1000");
    assertThat(lines.stream().filter(line -> line.startsWith("view")))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("LongBuffer", "2,400,000,000 bytes", "at most 2,147,479,552")
                    .contains("Get it as a copy, or split it"));
  }
}
