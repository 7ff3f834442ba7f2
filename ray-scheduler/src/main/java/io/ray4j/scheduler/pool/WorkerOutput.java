package io.ray4j.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.transport.OutputLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a worker prints to the driver's own streams, whole lines only, each prefixed with the
 * function that printed it and the worker's pid; and keeps the last lines, for a crash report.
 *
 * <p>Thread-safe. {@link #pump} is the body of a thread per stream and ends with the stream.
 */
final class WorkerOutput {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerOutput.class);
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int LONGEST_LINE_BYTES = 64 << 10;
  private static final int LAST_LINES = 20;

  private final boolean logToDriver;

  @GuardedBy("lastLines")
  private final ArrayDeque<String> lastLines = new ArrayDeque<>();

  WorkerOutput(boolean logToDriver) {
    this.logToDriver = logToDriver;
  }

  /** The worker's last lines. */
  String lastLines() {
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  void pump(InputStream from, long pid, Supplier<PrintStream> to) {
    ByteArrayOutputStream partial = new ByteArrayOutputStream();
    StringBuilder lines = new StringBuilder();
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
            appendLine(lines, partial, pid);
            start = index + 1;
          }
        }
        partial.write(buffer, start, count - start);
        print(lines, to);
      }
    } catch (IOException e) {
      LOG.debug("output of pid={} ends: {}", pid, e.toString());
    }
    if (partial.size() > 0) {
      appendLine(lines, partial, pid);
      print(lines, to);
    }
  }

  private void appendLine(StringBuilder lines, ByteArrayOutputStream partial, long pid) {
    String line = partial.toString(StandardCharsets.UTF_8);
    partial.reset();
    String function = "worker";
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
    synchronized (lastLines) {
      if (lastLines.size() == LAST_LINES) {
        lastLines.removeFirst();
      }
      lastLines.add(line);
    }
    lines.append('(').append(function).append(" pid=").append(pid).append(") ").append(line);
    lines.append(System.lineSeparator());
  }

  private void print(StringBuilder lines, Supplier<PrintStream> to) {
    if (logToDriver && !lines.isEmpty()) {
      PrintStream stream = to.get();
      stream.print(lines);
      stream.flush();
    }
    lines.setLength(0);
  }
}
