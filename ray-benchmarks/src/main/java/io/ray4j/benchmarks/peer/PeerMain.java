package io.ray4j.benchmarks.peer;

import java.util.function.Consumer;

/** The main class of a peer's JVM: starts the peer, runs each measure, and reports on stdout. */
public final class PeerMain {
  private PeerMain() {}

  /** One group of measures. */
  private interface Group {
    void run() throws Exception;
  }

  /**
   * Measures one peer, then ends the JVM, whatever threads the peer leaves.
   *
   * @param args the peer's id and the plan's name
   */
  public static void main(String[] args) throws Exception {
    measure(PeerKind.of(args[0]), Plan.named(args[1]), PeerMain::print);
    System.exit(0);
  }

  private static void print(ReportLine line) {
    System.out.println(line.format());
    System.out.flush();
  }

  static void measure(PeerKind kind, Plan plan, Consumer<ReportLine> out) throws Exception {
    try (Peer<?> peer = kind.create()) {
      measure(peer, plan, out);
    } catch (LinkageError e) {
      // its jars are not on the class path
      out.accept(new ReportLine.Skipped("it cannot be loaded: " + e));
    }
  }

  static <R> void measure(Peer<R> peer, Plan plan, Consumer<ReportLine> out) throws Exception {
    Sampler sampler = new Sampler(plan, out);
    TaskMeasures<R> tasks = new TaskMeasures<>(peer, plan, sampler);
    ObjectMeasures<R> objects = new ObjectMeasures<>(peer, plan, sampler);
    Stopwatch init = Stopwatch.start();
    try {
      peer.start();
    } catch (Exception e) { // its binaries are for another machine, for instance
      out.accept(new ReportLine.Skipped("it does not start: " + e));
      return;
    }
    tasks.cold(init);
    attempt(tasks::sync);
    attempt(tasks::async);
    attempt(tasks::warmTree);
    attempt(tasks::chain);
    attempt(tasks::fan);
    attempt(tasks::nested);
    attempt(objects::small);
    attempt(objects::big);
    attempt(objects::views);
    attempt(objects::recordOfArrays);
  }

  /** Leaves a group of measures out if the peer has no counterpart. */
  private static void attempt(Group group) throws Exception {
    try {
      group.run();
    } catch (UnsupportedOperationException e) {
      System.err.println("left out: " + e.getMessage());
    }
  }
}
