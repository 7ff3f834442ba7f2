package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes results as JSON: every sample, and the median and the best of them. */
final class Json {
  private Json() {}

  static String write(Results results, Machine machine, Options options) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("machine", machine.toJson());
    root.put("plan", options.plan());
    root.put("rounds", options.rounds());
    Map<String, Object> problems = new LinkedHashMap<>();
    results.problems().forEach((peer, problem) -> problems.put(peer.id(), problem));
    root.put("problems", problems);
    Map<String, Object> measures = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      measures.put(measure.name(), measure(results, measure));
    }
    root.put("measures", measures);
    StringBuilder text = new StringBuilder();
    append(text, root, "");
    return text.append('\n').toString();
  }

  private static Map<String, Object> measure(Results results, Measure measure) {
    Map<String, Object> peers = new LinkedHashMap<>();
    for (PeerKind peer : results.peers()) {
      List<Double> samples = results.samples(peer, measure);
      if (!samples.isEmpty()) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("median", results.median(peer, measure).orElseThrow());
        figures.put("best", results.best(peer, measure).orElseThrow());
        figures.put("samples", samples);
        peers.put(peer.id(), figures);
      }
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("label", measure.label());
    entry.put("unit", measure.unit());
    entry.put("higherIsBetter", measure.higherIsBetter());
    entry.put("peers", peers);
    return entry;
  }

  private static void append(StringBuilder text, @Nullable Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator).append('\n').append(indent).append("  ");
        append(text, String.valueOf(entry.getKey()), "");
        text.append(": ");
        append(text, entry.getValue(), indent + "  ");
        separator = ",";
      }
      text.append(map.isEmpty() ? "{}" : "\n" + indent + "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object element : list) {
        text.append(separator);
        append(text, element, indent);
        separator = ", ";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Double number) {
      text.append(String.format(Locale.ROOT, "%.6g", number));
    } else if (value instanceof String string) {
      quote(text, string);
    } else {
      text.append(value);
    }
  }

  private static void quote(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        default -> {
          if (c < ' ') {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
