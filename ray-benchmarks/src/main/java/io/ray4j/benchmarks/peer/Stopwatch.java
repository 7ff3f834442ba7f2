package io.ray4j.benchmarks.peer;

/** Times one stretch of work. Owned by the thread that makes it. */
final class Stopwatch {
  private final long startNs = System.nanoTime();

  private Stopwatch() {}

  static Stopwatch start() {
    return new Stopwatch();
  }

  long elapsedNs() {
    return System.nanoTime() - startNs;
  }

  double elapsedUs() {
    return elapsedNs() / 1e3;
  }

  double elapsedMs() {
    return elapsedNs() / 1e6;
  }

  double elapsedSeconds() {
    return elapsedNs() / 1e9;
  }
}
