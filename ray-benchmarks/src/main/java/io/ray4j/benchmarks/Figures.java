package io.ray4j.benchmarks;

import java.util.Locale;

/** How figures are written for people: three significant digits. */
final class Figures {
  private Figures() {}

  static String format(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) {
      return String.format(Locale.ROOT, "%.2fM", value / 1e6);
    } else if (size >= 1e4) {
      return String.format(Locale.ROOT, "%.0fk", value / 1e3);
    } else if (size >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    } else if (size >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String ratio(double value) {
    return (value >= 0.01 ? format(value) : String.format(Locale.ROOT, "%.1e", value)) + "x";
  }
}
