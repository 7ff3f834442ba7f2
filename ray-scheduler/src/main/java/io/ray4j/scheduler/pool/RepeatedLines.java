package io.ray4j.scheduler.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the same line of several workers: the first one is printed at once, the others as one line
 * with a count when the period ends. What one worker alone repeats is left as it is.
 *
 * <p>Not thread-safe. Time is an argument.
 */
final class RepeatedLines {
  /** A flood of lines that all differ must not fill the memory. */
  private static final int MAX_LINES = 1_000;

  private static final int LONGEST_LINE = 1_000;

  private final long periodNs;

  /** Those of this period, the oldest first. */
  private final Map<String, Recent> lines = new LinkedHashMap<>();

  private int held;

  /** A line of a worker. */
  record Line(String function, long pid, String text) {
    @Override
    public String toString() {
      return "(" + function + " pid=" + pid + ") " + text;
    }
  }

  private static final class Recent {
    final long sinceNs;
    final long firstPid;

    /** Whether more than one worker has printed it. */
    boolean several;

    int held;
    @Nullable Line last;

    Recent(long sinceNs, long firstPid, boolean several) {
      this.sinceNs = sinceNs;
      this.firstPid = firstPid;
      this.several = several;
    }
  }

  RepeatedLines(long periodNs) {
    this.periodNs = periodNs;
  }

  /** Takes a line; returns what is to be printed now, in order. */
  List<String> add(Line line, long nowNs) {
    if (line.text.isBlank() || line.text.length() > LONGEST_LINE) {
      return List.of(line.toString());
    }
    List<String> printed = new ArrayList<>(1);
    String key = line.function + "\n" + line.text;
    Recent recent = lines.get(key);
    if (recent != null && nowNs - recent.sinceNs >= periodNs) {
      printed.addAll(expire(nowNs));
      recent = lines.get(key);
    }
    if (recent == null) {
      if (lines.size() == MAX_LINES) {
        Iterator<Recent> oldest = lines.values().iterator();
        printed.addAll(held(oldest.next()));
        oldest.remove();
      }
      lines.put(key, new Recent(nowNs, line.pid, false));
      printed.add(line.toString());
    } else if (recent.several || recent.firstPid != line.pid) {
      recent.several = true;
      recent.last = line;
      recent.held++;
      held++;
    } else {
      printed.add(line.toString());
    }
    return printed;
  }

  /** Whether lines are held back. */
  boolean holdsAny() {
    return held > 0;
  }

  /** When the next period ends; only if any line is there. */
  long nextEndNs() {
    return lines.values().iterator().next().sinceNs + periodNs;
  }

  /** Ends the periods that are over; returns what is to be printed now, in order. */
  List<String> expire(long nowNs) {
    List<String> printed = new ArrayList<>();
    Map<String, Recent> again = new LinkedHashMap<>();
    Iterator<Map.Entry<String, Recent>> oldest = lines.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Recent> entry = oldest.next();
      Recent recent = entry.getValue();
      if (nowNs - recent.sinceNs < periodNs) {
        break;
      }
      oldest.remove();
      if (recent.held > 0) {
        printed.addAll(held(recent));
        again.put(entry.getKey(), new Recent(nowNs, recent.firstPid, true));
      }
    }
    lines.putAll(again); // a line that goes on being repeated is printed once a period
    return printed;
  }

  /** Ends all periods. */
  List<String> expireAll() {
    List<String> printed = new ArrayList<>();
    lines.values().forEach(recent -> printed.addAll(held(recent)));
    lines.clear();
    return printed;
  }

  private List<String> held(Recent recent) {
    if (recent.last == null) {
      return List.of();
    }
    held -= recent.held;
    return List.of(
        recent.held == 1
            ? recent.last.toString()
            : recent.last + " [repeated " + recent.held + "x]");
  }
}
