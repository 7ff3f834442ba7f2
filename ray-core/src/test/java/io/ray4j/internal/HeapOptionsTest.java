package io.ray4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapOptionsTest {
  private static final long MEMORY_BYTES = 1_000_000;

  private static long heap(String... options) {
    return new HeapOptions(List.of(options), MEMORY_BYTES).heapBytes(7, false);
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx100, 100",
    "-Xmx2k, 2048",
    "-Xmx3M, 3145728",
    "-Xmx1g, 1073741824",
    "-Xmx1T, 1099511627776",
    "-mx5, 5",
    "-XX:MaxHeapSize=6k, 6144",
    "-XX:MaxRAMPercentage=12.5, 125000",
    "-Xms9, 9",
    "-Xms5, 7",
    "-XX:InitialHeapSize=9, 9",
    "-Xmx999999999999g, 9223372036854775807",
    "-Xmx, 7",
    "-Xmxlots, 7",
    "-XX:MaxRAMPercentage=1.2.3, 7",
    "-XX:+UseG1GC, 7",
    "-Dx=-Xmx8, 7",
  })
  void shouldRead(String option, long expected) {
    assertThat(heap("-ea", option, "-Xss1m")).isEqualTo(expected);
  }

  @Test
  void shouldLetTheLastOneCount() {
    assertThat(heap("-Xmx1m", "-XX:MaxHeapSize=2m", "-Xmxlots")).isEqualTo(2 << 20);
    assertThat(heap("-XX:MaxRAMPercentage=10", "-XX:MaxRAMPercentage=20")).isEqualTo(200_000);
  }

  @Test
  void shouldPreferASizeToAShare() {
    assertThat(heap("-Xmx10", "-XX:MaxRAMPercentage=10")).isEqualTo(10);
    HeapOptions share = new HeapOptions(List.of("-XX:MaxRAMPercentage=10"), MEMORY_BYTES);
    assertThat(share.heapBytes(7, true)).isEqualTo(7);
  }
}
