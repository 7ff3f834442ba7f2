package io.ray4j.benchmarks.peer;

import java.util.Optional;
import java.util.stream.Stream;

/** What is measured, in the order of the table. Immutable. */
public enum Measure {
  INIT("init to first result", "ms", false),
  SYNC_P50("submit and get, p50", "µs", false),
  SYNC_P99("submit and get, p99", "µs", false),
  ASYNC_1("async, 1 submitter", "tasks/s", true),
  ASYNC_2("async, 2 submitters", "tasks/s", true),
  ASYNC_4("async, 4 submitters", "tasks/s", true),
  BYTES_PER_TASK("allocated in the driver per task", "B", false),
  CPU_PER_TASK("CPU time of the driver per task", "µs", false),
  TREE_COLD("tree reduce 100 x 1000, cold", "ms", false),
  TREE_WARM("tree reduce 100 x 1000, warm", "ms", false),
  CHAIN("chain of 1,000 tasks", "ms", false),
  FAN("fan-out and fan-in of 10,000", "ms", false),
  NESTED("nested 100 x 100", "ms", false),
  PUT_SMALL("put an int", "µs", false),
  GET_SMALL("get an int", "µs", false),
  PUT_BIG("put 100 MB", "GB/s", true),
  GET_BIG_FIRST("get 100 MB as a copy, first", "GB/s", true),
  GET_BIG_AGAIN("get 100 MB as a copy, again", "GB/s", true),
  VIEW_FIRST("get 100 MB in place, first", "µs", false),
  VIEW_AGAIN("get 100 MB in place, again", "µs", false),
  COPY_FRESH("System.arraycopy 100 MB, new array", "GB/s", true),
  COPY_WARM("System.arraycopy 100 MB, warm array", "GB/s", true),
  PUT_RECORD("put a record of ten 1 MB arrays", "ms", false),
  GET_RECORD("get such a record as a copy", "ms", false),
  COPY_RECORD_FRESH("System.arraycopy of its arrays, new arrays", "ms", false),
  COPY_RECORD_WARM("System.arraycopy of its arrays, warm arrays", "ms", false);

  private final String label;
  private final String unit;
  private final boolean higherIsBetter;

  Measure(String label, String unit, boolean higherIsBetter) {
    this.label = label;
    this.unit = unit;
    this.higherIsBetter = higherIsBetter;
  }

  /** What the table calls it. */
  public String label() {
    return label;
  }

  /** The unit of its figures. */
  public String unit() {
    return unit;
  }

  /** Whether a larger figure is the better one, as for a rate. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Whether it tells something about the peer, and not about the machine alone. */
  public boolean ofPeer() {
    return switch (this) {
      case COPY_FRESH, COPY_WARM, COPY_RECORD_FRESH, COPY_RECORD_WARM -> false;
      default -> true;
    };
  }

  /** How many times better {@code ours} is than {@code theirs}: above 1 if it is the better one. */
  public double advantage(double ours, double theirs) {
    return higherIsBetter ? ours / theirs : theirs / ours;
  }

  /** The measure of that name, if there is one. */
  static Optional<Measure> named(String name) {
    return Stream.of(values()).filter(measure -> measure.name().equals(name)).findFirst();
  }
}
