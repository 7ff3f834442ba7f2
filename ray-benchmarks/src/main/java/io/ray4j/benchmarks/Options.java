package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.PeerKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. Immutable.
 *
 * @param plan the plan's name
 * @param rounds how many JVMs of each peer
 * @param peers in the order of a round
 * @param out the folder of JSON and chart, or null for the default
 * @param parts whether to run the JMH benchmarks of the parts instead
 */
record Options(String plan, int rounds, List<PeerKind> peers, @Nullable Path out, boolean parts) {
  static final String USAGE =
      "options: --quick | --whole, --rounds=N, --peers=ray4j,threads,forkjoin,hazelcast,ray, --out=DIR, --parts";

  Options {
    peers = List.copyOf(peers);
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1: rounds=" + rounds);
    }
  }

  /** Reads options, several of which may come as one argument with spaces. */
  static Options parse(List<String> args) {
    boolean quick = false;
    boolean parts = false;
    int rounds = 0;
    List<PeerKind> peers = List.of(PeerKind.values());
    Path out = null;
    for (String option : words(args)) {
      String value = option.substring(option.indexOf('=') + 1);
      switch (option.equals(value) ? option : option.substring(0, option.indexOf('='))) {
        case "--quick" -> quick = true;
        case "--whole" -> quick = false;
        case "--parts" -> parts = true;
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--peers" -> peers = Stream.of(value.split(",", -1)).map(PeerKind::of).toList();
        case "--out" -> out = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + option + "; " + USAGE);
      }
    }
    int given = rounds == 0 ? (quick ? 1 : 3) : rounds;
    return new Options(quick ? "quick" : "whole", given, peers, out, parts);
  }

  private static List<String> words(List<String> args) {
    List<String> words = new ArrayList<>();
    for (String arg : args) {
      for (String word : arg.split("\\s+", -1)) {
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
    }
    return words;
  }
}
