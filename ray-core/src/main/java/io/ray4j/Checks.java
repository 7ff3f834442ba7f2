package io.ray4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;

/** Checks of arguments whose messages give the rule, the value and the way out. Threadsafe. */
final class Checks {
  private Checks() {}

  static String notBlank(String value, String name) {
    Objects.requireNonNull(value, () -> name + " must not be null");
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank: leave it out for the default");
    }
    return value;
  }

  static int notNegative(int value, String name, String fix) {
    if (value < 0) {
      throw new IllegalArgumentException(
          name + " must not be negative: " + name + "=" + value + ". " + fix);
    }
    return value;
  }

  static int atLeastOne(int value, String name, String fix) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name + " must be at least 1: " + name + "=" + value + ". " + fix);
    }
    return value;
  }

  static long atLeastBytes(long value, long minimum, String name) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          name
              + " is in bytes and must be at least "
              + minimum
              + ": "
              + name
              + "="
              + value
              + ". For 512 MiB write 512L << 20.");
    }
    return value;
  }

  static double finiteNotNegative(double value, String name, String fix) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " must be a finite number and not negative: " + name + "=" + value + ". " + fix);
    }
    return value;
  }

  static Duration notNegative(Duration value, String name) {
    Objects.requireNonNull(value, () -> name + " must not be null");
    if (value.isNegative()) {
      throw new IllegalArgumentException(
          name + " must not be negative: " + name + "=" + value + ". Zero means not to wait.");
    }
    return value;
  }

  static Path folder(Path value, String name) {
    Objects.requireNonNull(value, () -> name + " must not be null");
    if (Files.exists(value) && !Files.isDirectory(value)) {
      throw new IllegalArgumentException(
          name
              + " must be a folder, or not exist yet: "
              + name
              + "="
              + value
              + " is a file. Give another path.");
    }
    return value;
  }

  static void noNulls(Collection<?> values, String name) {
    Objects.requireNonNull(values, () -> name + " must not be null");
    int index = 0;
    for (Object value : values) {
      if (value == null) {
        throw new NullPointerException(name + " must not hold null: element " + index + " is null");
      }
      index++;
    }
  }
}
