package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws results as a table of text: per peer the median, the best figure in parentheses, and how
 * many times better Ray4J's median is.
 */
final class TextTable {
  private static final String NOTHING = "–";

  private TextTable() {}

  static String draw(Results results) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("measure", "unit"));
    for (PeerKind peer : results.peers()) {
      head.add(peer.label());
    }
    rows.add(head);
    for (Measure measure : Measure.values()) {
      List<String> row = new ArrayList<>(List.of(measure.label(), measure.unit()));
      for (PeerKind peer : results.peers()) {
        row.add(cell(results, peer, measure));
      }
      rows.add(row);
    }
    StringBuilder text = new StringBuilder(lines(rows));
    text.append("median (best) and, for a peer, how many times better Ray4J is: above 1 it wins\n");
    results
        .problems()
        .forEach(
            (peer, problem) -> text.append(peer.label()).append(": ").append(problem).append('\n'));
    return text.toString();
  }

  private static String cell(Results results, PeerKind peer, Measure measure) {
    if (results.samples(peer, measure).isEmpty()) {
      return NOTHING;
    }
    String figures =
        Figures.format(results.median(peer, measure).orElseThrow())
            + " ("
            + Figures.format(results.best(peer, measure).orElseThrow())
            + ")";
    return peer == PeerKind.RAY4J
        ? figures
        : results
            .advantage(peer, measure)
            .map(ratio -> figures + " " + Figures.ratio(ratio))
            .orElse(figures);
  }

  private static String lines(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.setLength(text.toString().stripTrailing().length());
      text.append('\n');
    }
    return text.toString();
  }
}
