package io.ray4j.benchmarks.peer;

import java.util.Optional;

/**
 * A line by which a peer's JVM tells the harness something. All else that it prints is no report.
 */
public sealed interface ReportLine {
  /** What each report begins with, so that it is told apart from what tasks print. */
  String MARK = "::";

  /** One figure. */
  record Figure(Measure measure, double value) implements ReportLine {
    @Override
    public String format() {
      return MARK + measure.name() + " " + value;
    }
  }

  /** The peer cannot run here. */
  record Skipped(String reason) implements ReportLine {
    @Override
    public String format() {
      return MARK + "skip " + reason.replaceAll("\\s+", " ");
    }
  }

  /** The line to print, without its end. */
  String format();

  /** Reads a line; empty if it is no report. */
  static Optional<ReportLine> parse(String line) {
    int space = line.indexOf(' ');
    if (!line.startsWith(MARK) || space < 0) {
      return Optional.empty();
    }
    String name = line.substring(MARK.length(), space);
    String rest = line.substring(space + 1);
    if (name.equals("skip")) {
      return Optional.of(new Skipped(rest));
    }
    try {
      double value = Double.parseDouble(rest);
      return Measure.named(name).map(measure -> new Figure(measure, value));
    } catch (NumberFormatException e) {
      return Optional.empty(); // a task printed something that looks like a report
    }
  }
}
