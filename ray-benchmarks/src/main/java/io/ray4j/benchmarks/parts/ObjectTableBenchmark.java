package io.ray4j.benchmarks.parts;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectTable;
import io.ray4j.objectstore.TableRow;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a row costs the table's thread and its caller together: it is written in a batch of 1,000
 * that is waited for, and then removed in such a batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class ObjectTableBenchmark {
  private static final int BATCH = 1_000;

  private final BenchmarkFolder folder = new BenchmarkFolder();
  private ObjectTable table;
  private long sequence;

  @Setup
  public void setUp() throws IOException {
    table = ObjectTable.open(folder.path().resolve("objects.table"), 100_000);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void recordAndRemove() {
    long first = sequence;
    for (int row = 0; row < BATCH; row++) {
      Extent extent = new Extent(0, (first + row) * 8_064, 8_064);
      table.record(
          new ObjectId(17, first + row, 0),
          TableRow.sealed(8_064, List.of(extent), "TreeReduce.add"));
    }
    table.flush();
    for (int row = 0; row < BATCH; row++) {
      table.remove(new ObjectId(17, first + row, 0));
    }
    table.flush();
    sequence += BATCH;
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    table.close();
    folder.close();
  }
}
