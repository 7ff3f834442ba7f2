package io.ray4j.scheduler.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The classes whose objects took the most of a heap. Immutable, and small.
 *
 * @param takenNs when, by {@link System#nanoTime}
 * @param totalBytes what all objects took
 * @param lines one for each class, the largest first
 */
record ClassHistogram(long takenNs, long totalBytes, List<String> lines) {
  private static final int MAX_CLASSES = 10;
  private static final int LONGEST_NAME = 200;
  private static final int COLUMNS = 4;
  private static final String TOTAL = "Total";

  ClassHistogram {
    lines = List.copyOf(lines);
  }

  /**
   * Reads what the JVM says, of which most is of no interest:
   *
   * <pre>
   *  num     #instances         #bytes  class name (module)
   * -------------------------------------------------------
   *    1:           643       42139648  [B (java.base@17.0.1)
   * Total         12345       43000000
   * </pre>
   */
  static ClassHistogram read(String text, long takenNs) {
    List<String> lines = new ArrayList<>(MAX_CLASSES);
    int start = 0;
    while (lines.size() < MAX_CLASSES && start < text.length()) {
      int end = endOfLine(text, start);
      String[] columns = text.substring(start, end).strip().split("\\s+", COLUMNS);
      if (columns.length == COLUMNS && columns[0].endsWith(":")) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%,15d bytes in %,11d objects of %s",
                Long.parseLong(columns[2]),
                Long.parseLong(columns[1]),
                shorten(columns[3])));
      }
      start = end + 1;
    }
    return new ClassHistogram(takenNs, total(text), lines);
  }

  private static int endOfLine(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end;
  }

  private static String shorten(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
  }

  private static long total(String text) {
    int start = text.lastIndexOf(TOTAL);
    if (start < 0) {
      return 0;
    }
    String[] columns = text.substring(start, endOfLine(text, start)).strip().split("\\s+", -1);
    return columns.length < 3 ? 0 : Long.parseLong(columns[2]);
  }
}
