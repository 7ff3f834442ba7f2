package io.ray4j.internal;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user's JVM options say of the heap. Immutable.
 *
 * @param options the options, of which the last counts
 * @param memoryBytes what percentages are of
 */
record HeapOptions(List<String> options, long memoryBytes) {
  private static final Pattern MOST = Pattern.compile("(?:-Xmx|-mx|-XX:MaxHeapSize=)(.+)");
  private static final Pattern FIRST = Pattern.compile("(?:-Xms|-ms|-XX:InitialHeapSize=)(.+)");
  private static final Pattern SHARE = Pattern.compile("-XX:MaxRAMPercentage=([0-9.]+)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([kKmMgGtT]?)");

  /**
   * The largest heap of a JVM with these options.
   *
   * @param otherwise its size unless they say it
   * @param asked whether that was asked for, and so comes before a share of the memory
   */
  long heapBytes(long otherwise, boolean asked) {
    OptionalLong most = size(MOST);
    if (most.isPresent()) {
      return most.getAsLong();
    }
    OptionalLong share = asked ? OptionalLong.empty() : share();
    // no JVM starts whose first heap is larger than its largest one
    return Math.max(share.orElse(otherwise), size(FIRST).orElse(0));
  }

  private OptionalLong size(Pattern pattern) {
    OptionalLong last = OptionalLong.empty();
    for (String option : options) {
      Matcher matcher = pattern.matcher(option);
      if (matcher.matches()) {
        OptionalLong size = bytes(matcher.group(1));
        last = size.isPresent() ? size : last; // the JVM refuses what is no size
      }
    }
    return last;
  }

  private static OptionalLong bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    return OptionalLong.of(number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift);
  }

  private OptionalLong share() {
    OptionalLong last = OptionalLong.empty();
    for (String option : options) {
      Matcher matcher = SHARE.matcher(option);
      if (matcher.matches()) {
        try {
          double percent = Double.parseDouble(matcher.group(1));
          last = OptionalLong.of((long) (memoryBytes / 100.0 * percent));
        } catch (NumberFormatException e) {
          return last; // the JVM refuses it
        }
      }
    }
    return last;
  }
}
