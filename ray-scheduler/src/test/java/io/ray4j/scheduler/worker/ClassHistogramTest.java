package io.ray4j.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassHistogramTest {
  private static final String HEAD =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
      """;

  @Test
  void shouldReadTheLargestClasses() {
    ClassHistogram histogram =
        ClassHistogram.read(
            HEAD
                + """
                     1:           643       42139648  [B (java.base@17.0.1)
                     2:            12           1024  com.acme.Filler
                  Total           655       42140672
                  """,
            7);
    assertThat(histogram.takenNs()).isEqualTo(7);
    assertThat(histogram.totalBytes()).isEqualTo(42_140_672);
    assertThat(histogram.lines())
        .containsExactly(
            "     42,139,648 bytes in         643 objects of [B (java.base@17.0.1)",
            "          1,024 bytes in          12 objects of com.acme.Filler");
  }

  @Test
  void shouldStaySmall() {
    StringBuilder text = new StringBuilder(HEAD);
    for (int number = 1; number <= 3_000; number++) {
      text.append("%4d: 1 16 %s%d\n".formatted(number, "com.acme.Long".repeat(100), number));
    }
    text.append("Total 3000 48000\n");
    ClassHistogram histogram = ClassHistogram.read(text.toString(), 0);
    assertThat(histogram.lines())
        .hasSize(10)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(260).endsWith("..."));
    assertThat(histogram.totalBytes()).isEqualTo(48_000);
  }

  @Test
  void shouldReadWhatIsNoHistogramAsAnEmptyOne() {
    assertThat(ClassHistogram.read("Unknown command", 0).lines()).isEmpty();
    assertThat(ClassHistogram.read("", 0).totalBytes()).isZero();
  }
}
