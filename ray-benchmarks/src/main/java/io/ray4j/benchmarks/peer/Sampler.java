package io.ray4j.benchmarks.peer;

import java.util.function.Consumer;

/** Repeats what is measured as the plan says, and reports. Used by one thread. */
final class Sampler {
  /** Something to time; returns its figure. */
  interface Work {
    Object run() throws Exception;
  }

  /** Something that times itself. */
  interface Timed {
    double run() throws Exception;
  }

  private final Plan plan;
  private final Consumer<ReportLine> out;

  Sampler(Plan plan, Consumer<ReportLine> out) {
    this.plan = plan;
    this.out = out;
  }

  void report(Measure measure, double value) {
    out.accept(new ReportLine.Figure(measure, value));
  }

  /** Repeats for as long as a warm-up takes, and at least once. */
  void warmUp(Work work) throws Exception {
    Stopwatch watch = Stopwatch.start();
    do {
      work.run();
    } while (watch.elapsedMs() < plan.warmUpMs());
  }

  /** Repeats so many times, or until the time is over. */
  void repeat(int times, long limitMs, Timed work) throws Exception {
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < times && (i == 0 || watch.elapsedMs() < limitMs); i++) {
      work.run();
    }
  }

  /** Warms up, then reports; a call that alone takes longer than the limit is reported at once. */
  void warmSamples(Measure measure, Timed work) throws Exception {
    Stopwatch watch = Stopwatch.start();
    double first = work.run();
    if (watch.elapsedMs() > plan.limitMs()) {
      report(measure, first);
      return;
    }
    warmUp(work::run);
    samples(measure, plan.samples(), work);
  }

  /** Reports up to so many figures: at least one, and no more once the limit of time is over. */
  void samples(Measure measure, int samples, Timed work) throws Exception {
    repeat(
        samples,
        plan.limitMs(),
        () -> {
          double figure = work.run();
          report(measure, figure);
          return figure;
        });
  }
}
