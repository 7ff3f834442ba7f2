package io.ray4j.benchmarks.parts;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.SpaceLease;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How fast a worker cuts extents off its lease, where the driver grants ranges at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpaceLeaseBenchmark {
  private final SpaceLease lease = new SpaceLease(length -> new Extent(0, 0, length), rest -> {});

  /** The size of an array of the tree reduce. */
  @Benchmark
  public Extent allocate() {
    return lease.allocate(8_064);
  }
}
