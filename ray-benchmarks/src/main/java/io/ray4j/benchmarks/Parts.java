package io.ray4j.benchmarks;

import io.ray4j.benchmarks.parts.CodecBenchmark;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the JMH benchmarks of the parts, each in a JVM that JMH forks. Holds no state. */
final class Parts {
  private Parts() {}

  /**
   * @param quick for a first look: one short iteration each
   */
  static void run(boolean quick) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(CodecBenchmark.class.getPackageName().replace(".", "\\.") + "\\..*");
    if (quick) {
      options.warmupIterations(1).measurementIterations(1);
      options.warmupTime(TimeValue.milliseconds(300)).measurementTime(TimeValue.milliseconds(300));
    }
    new Runner(options.build()).run();
  }
}
