package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.PeerKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The benchmark's main: in each round every peer runs once, in a JVM of its own, one after the
 * other, so that a slow spell of the machine meets all of them. Holds no state.
 */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Runs the side-by-side, prints the table, and writes JSON and chart.
   *
   * @param args see {@code Options}
   */
  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Options options = Options.parse(List.of(args));
    if (options.parts()) {
      Parts.run(options.plan().equals("quick"));
      return;
    }
    Results results = run(options, out);
    out.println();
    out.print(TextTable.draw(results));
    Path folder = folder(options);
    if (folder != null) {
      write(results, options, folder, out);
    }
    if (results.problems().containsKey(PeerKind.RAY4J)) {
      System.exit(1);
    }
  }

  static Results run(Options options, PrintStream out) throws IOException, InterruptedException {
    Results results = new Results(options.peers());
    for (int round = 1; round <= options.rounds(); round++) {
      for (PeerKind peer : options.peers()) {
        if (results.problems().containsKey(peer)) {
          continue; // it would only fail again, perhaps after the whole time-out
        }
        long startNs = System.nanoTime();
        new PeerProcess(peer, options.plan()).run(results);
        long seconds = Math.round((System.nanoTime() - startNs) / 1e9);
        String problem = results.problems().get(peer);
        out.println(
            "round "
                + round
                + " of "
                + options.rounds()
                + ", "
                + peer.label()
                + ": "
                + seconds
                + " s"
                + (problem == null ? "" : ", " + problem.lines().findFirst().orElse("")));
      }
    }
    return results;
  }

  /** Only figures of the whole, with all peers, are to be kept: others go where builds go. */
  private static @Nullable Path folder(Options options) {
    if (options.out() != null) {
      return options.out();
    }
    boolean whole =
        options.plan().equals("whole") && options.peers().size() == PeerKind.values().length;
    String folder = System.getProperty(whole ? "bench.out.whole" : "bench.out.part");
    return folder == null ? null : Path.of(folder);
  }

  private static void write(Results results, Options options, Path folder, PrintStream out)
      throws IOException {
    Machine machine = Machine.here();
    Files.createDirectories(folder);
    Path json = folder.resolve("benchmarks.json");
    Files.writeString(json, Json.write(results, machine, options));
    Path svg = folder.resolve("benchmarks.svg");
    Files.writeString(svg, SvgChart.draw(results, machine));
    out.println("written: " + json + ", " + svg);
  }
}
