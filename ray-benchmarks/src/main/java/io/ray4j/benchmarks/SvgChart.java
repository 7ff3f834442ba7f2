package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws the ratios of a run: a row per measure, a mark per peer on a logarithmic scale, right of
 * the line at 1 where Ray4J is the better one. Readable on light and dark ground.
 */
final class SvgChart {
  private static final int LEFT = 290;
  private static final int WIDTH = 560;
  private static final int RIGHT = 150;
  private static final int TOP = 84;
  private static final int ROW = 24;
  private static final int LOWEST = -3;
  private static final int HIGHEST = 3;

  private final Results results;
  private final StringBuilder svg = new StringBuilder();

  private SvgChart(Results results) {
    this.results = results;
  }

  static String draw(Results results, Machine machine) {
    SvgChart chart = new SvgChart(results);
    List<Measure> rows =
        List.of(Measure.values()).stream()
            .filter(measure -> measure.ofPeer())
            .filter(measure -> !results.samples(PeerKind.RAY4J, measure).isEmpty())
            .toList();
    chart.begin(rows.size(), machine);
    chart.scale(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      chart.row(rows.get(i), TOP + ROW * i + ROW / 2);
    }
    return chart.svg.append("</svg>\n").toString();
  }

  private void begin(int rows, Machine machine) {
    int width = LEFT + WIDTH + RIGHT;
    int height = TOP + ROW * rows + 54;
    svg.append(
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="system-ui, sans-serif" font-size="12">
            <style>
              .ground { fill: #ffffff } text { fill: #1f2328 } .soft { fill: #59636e }
              .grid { stroke: #d1d9e0 } .one { stroke: #59636e; stroke-width: 1.5 }
              .ray4j-socket { fill: #59636e }
              .threads { fill: #0969da } .forkjoin { fill: #8250df }
              .hazelcast { fill: #bc4c00 } .ray { fill: #1a7f37 }
              @media (prefers-color-scheme: dark) {
                .ground { fill: #0d1117 } text { fill: #f0f6fc } .soft { fill: #9198a1 }
                .grid { stroke: #3d444d } .one { stroke: #9198a1 }
                .ray4j-socket { fill: #9198a1 }
                .threads { fill: #58a6ff } .forkjoin { fill: #bc8cff }
                .hazelcast { fill: #f0883e } .ray { fill: #3fb950 }
              }
            </style>
            <rect class="ground" width="%d" height="%d"/>
            <text x="12" y="22" font-size="15" font-weight="600">Ray4J and its peers</text>
            <text class="soft" x="12" y="40">%s</text>
            """,
            width, height, width, height, width, height, escape(machine.describe())));
    int x = LEFT;
    for (PeerKind peer : results.peers()) {
      if (peer != PeerKind.RAY4J) {
        mark(peer, x, 58, peer.label());
        text(x + 10, 62, "", peer.label());
        x += 34 + 7 * peer.label().length();
      }
    }
    text(
        LEFT,
        TOP + ROW * rows + 42,
        "soft",
        "right of 1: Ray4J is so many times better; left: the peer");
    text(LEFT + WIDTH + 14, TOP - 10, "soft", "Ray4J, median");
  }

  private void scale(int rows) {
    for (int power = LOWEST; power <= HIGHEST; power++) {
      double x = x(Math.pow(10, power));
      svg.append(
          format(
              "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
              power == 0 ? "one" : "grid", x, TOP, x, TOP + ROW * rows));
      String label =
          power < 0
              ? "1/" + Math.round(Math.pow(10, -power))
              : "" + Math.round(Math.pow(10, power));
      svg.append(
          format(
              "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              x, TOP + ROW * rows + 20, label));
    }
  }

  private void row(Measure measure, int y) {
    text(12, y + 4, "", measure.label());
    double ours = results.median(PeerKind.RAY4J, measure).orElseThrow();
    text(LEFT + WIDTH + 14, y + 4, "", Figures.format(ours) + " " + measure.unit());
    svg.append(
        format(
            "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-dasharray=\"1 4\"/>%n",
            LEFT, y, LEFT + WIDTH, y));
    for (PeerKind peer : results.peers()) {
      Optional<Double> ratio = results.advantage(peer, measure);
      if (peer != PeerKind.RAY4J && ratio.isPresent()) {
        double theirs = results.median(peer, measure).orElseThrow();
        mark(
            peer,
            x(ratio.get()),
            y,
            peer.label()
                + ": "
                + Figures.format(theirs)
                + " "
                + measure.unit()
                + ", "
                + Figures.ratio(ratio.get()));
      }
    }
  }

  /** Each peer has a shape of its own besides its colour. */
  private void mark(PeerKind peer, double x, double y, String title) {
    String shape =
        switch (peer) {
          case RAY4J, THREADS ->
              format("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\">", peer.id(), x, y);
          case RAY4J_SOCKET -> polygon(peer, x, y, -6, -5, 6, -5, 0, 6);
          case FORK_JOIN -> polygon(peer, x, y, 0, -6, 6, 0, 0, 6, -6, 0);
          case HAZELCAST -> polygon(peer, x, y, -4.5, -4.5, 4.5, -4.5, 4.5, 4.5, -4.5, 4.5);
          case REAL_RAY -> polygon(peer, x, y, 0, -6, 6, 5, -6, 5);
        };
    String name = shape.startsWith("<circle") ? "circle" : "polygon";
    svg.append(shape).append(format("<title>%s</title></%s>%n", escape(title), name));
  }

  private static String polygon(PeerKind peer, double x, double y, double... offsets) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < offsets.length; i += 2) {
      points.append(format("%.1f,%.1f ", x + offsets[i], y + offsets[i + 1]));
    }
    return format("<polygon class=\"%s\" points=\"%s\">", peer.id(), points.toString().trim());
  }

  private static double x(double ratio) {
    double power = Math.max(LOWEST, Math.min(HIGHEST, Math.log10(ratio)));
    return LEFT + WIDTH * (power - LOWEST) / (HIGHEST - LOWEST);
  }

  private void text(int x, int y, String style, String text) {
    svg.append(
        format("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", style, x, y, escape(text)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format.replace("%n", "\n"), args);
  }
}
