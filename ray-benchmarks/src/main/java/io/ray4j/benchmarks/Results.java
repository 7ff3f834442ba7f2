package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** All figures of a run, and why a peer has none. Not threadsafe: owned by the harness's thread. */
final class Results {
  private final Map<PeerKind, Map<Measure, List<Double>>> figures = new EnumMap<>(PeerKind.class);
  private final Map<PeerKind, String> problems = new EnumMap<>(PeerKind.class);
  private final List<PeerKind> peers;

  /**
   * @param peers that take part, whether or not they report anything
   */
  Results(List<PeerKind> peers) {
    this.peers = List.copyOf(peers);
  }

  List<PeerKind> peers() {
    return peers;
  }

  void add(PeerKind peer, Measure measure, double figure) {
    figures
        .computeIfAbsent(peer, key -> new EnumMap<>(Measure.class))
        .computeIfAbsent(measure, key -> new ArrayList<>())
        .add(figure);
  }

  /** Notes why a peer was skipped or did not end well. */
  void problem(PeerKind peer, String message) {
    problems.put(peer, message);
  }

  Map<PeerKind, String> problems() {
    return Collections.unmodifiableMap(problems);
  }

  /** All figures, in the order in which they came; empty if the peer cannot do this. */
  List<Double> samples(PeerKind peer, Measure measure) {
    return Collections.unmodifiableList(
        figures.getOrDefault(peer, Map.of()).getOrDefault(measure, List.of()));
  }

  OptionalDouble median(PeerKind peer, Measure measure) {
    List<Double> sorted = samples(peer, measure).stream().sorted().toList();
    int n = sorted.size();
    return n == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2);
  }

  OptionalDouble best(PeerKind peer, Measure measure) {
    var all = samples(peer, measure).stream().mapToDouble(Double::doubleValue);
    return measure.higherIsBetter() ? all.max() : all.min();
  }

  /** How many times better the median of Ray4J is than the peer's; empty if either has none. */
  Optional<Double> advantage(PeerKind peer, Measure measure) {
    OptionalDouble ours = median(PeerKind.RAY4J, measure);
    OptionalDouble theirs = median(peer, measure);
    return measure.ofPeer() && ours.isPresent() && theirs.isPresent()
        ? Optional.of(measure.advantage(ours.getAsDouble(), theirs.getAsDouble()))
        : Optional.empty();
  }
}
