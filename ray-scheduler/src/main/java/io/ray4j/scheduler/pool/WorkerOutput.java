package io.ray4j.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.pool.RepeatedLines.Line;
import io.ray4j.scheduler.transport.OutputLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a worker prints, whole lines only, each with the function that printed it, and hands
 * it to the driver's own streams; and keeps the last lines, for a crash report.
 *
 * <p>Thread-safe. {@link #pump} is the body of a thread per stream and ends with the stream.
 */
final class WorkerOutput {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int LONGEST_LINE_BYTES = 64 << 10;
  private static final int LAST_LINES = 20;

  /** A JVM that meets a fatal error says so at length, and the user's last lines matter too. */
  private static final int KEPT_LINES = 60;

  private static final String NO_FUNCTION = "worker";

  private final boolean logToDriver;

  @GuardedBy("lastLines")
  private final ArrayDeque<Line> lastLines = new ArrayDeque<>();

  WorkerOutput(boolean logToDriver) {
    this.logToDriver = logToDriver;
  }

  /**
   * The worker's last lines.
   *
   * @param fatalErrorKnown whether to leave out what its JVM's fatal-error log says as well
   */
  String lastLines(boolean fatalErrorKnown) {
    synchronized (lastLines) {
      List<String> lines =
          lastLines.stream()
              .filter(line -> !(fatalErrorKnown && isOfFatalError(line)))
              .map(Line::text)
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
  }

  private static boolean isOfFatalError(Line line) {
    return line.function().equals(NO_FUNCTION) && line.text().startsWith("#");
  }

  void pump(InputStream from, long pid, DriverOutput to) {
    ByteArrayOutputStream partial = new ByteArrayOutputStream();
    List<Line> lines = new ArrayList<>();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from) {
      int count;
      while ((count = from.read(buffer)) >= 0) {
        int start = 0;
        for (int index = 0; index < count; index++) {
          boolean tooLong = partial.size() + index - start >= LONGEST_LINE_BYTES;
          if (buffer[index] == '\n' || tooLong) {
            int end = tooLong && buffer[index] != '\n' ? index + 1 : index;
            partial.write(buffer, start, end - start);
            lines.add(line(partial, pid));
            start = index + 1;
          }
        }
        partial.write(buffer, start, count - start);
        print(lines, to);
      }
    } catch (IOException e) {
      PoolLog.LOG.debug("output of pid={} ends: {}", pid, e.toString());
    }
    if (partial.size() > 0) {
      lines.add(line(partial, pid));
      print(lines, to);
    }
  }

  private Line line(ByteArrayOutputStream partial, long pid) {
    String line = partial.toString(StandardCharsets.UTF_8);
    partial.reset();
    String function = NO_FUNCTION;
    int markEnd =
        line.isEmpty() || line.charAt(0) != OutputLayout.FUNCTION_START
            ? -1
            : line.indexOf(OutputLayout.FUNCTION_END);
    if (markEnd > 0) {
      function = markEnd == 1 ? function : line.substring(1, markEnd);
      line = line.substring(markEnd + 1);
    }
    if (line.endsWith("\r")) {
      line = line.substring(0, line.length() - 1);
    }
    Line whole = new Line(function, pid, line);
    synchronized (lastLines) {
      if (lastLines.size() == KEPT_LINES) {
        lastLines.removeFirst();
      }
      lastLines.add(whole);
    }
    return whole;
  }

  private void print(List<Line> lines, DriverOutput to) {
    try {
      if (logToDriver && !lines.isEmpty()) {
        to.print(lines);
      }
    } catch (RuntimeException e) { // a stream of the user's; what comes must be read all the same
      PoolLog.LOG.warn("cannot print what a worker printed", e);
    }
    lines.clear();
  }
}
