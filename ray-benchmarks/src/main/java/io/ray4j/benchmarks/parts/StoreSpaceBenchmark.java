package io.ray4j.benchmarks.parts;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to give back one of 10,000 extents of random sizes and to take another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class StoreSpaceBenchmark {
  private static final int WORKER = 1;
  private static final int LIVE = 10_000;
  private static final int MAX_BYTES = 20_000;

  private final Random random = new Random(7);
  private final Extent[] live = new Extent[LIVE];
  private final BenchmarkFolder folder = new BenchmarkFolder();
  private ObjectStore store;

  @Setup
  public void setUp() throws IOException {
    store = folder.newStore(256 << 20);
    for (int index = 0; index < LIVE; index++) {
      live[index] = take();
    }
  }

  private Extent take() {
    return store.lease(WORKER, 1 + random.nextInt(MAX_BYTES));
  }

  @Benchmark
  public Extent returnAndLease() {
    int index = random.nextInt(LIVE);
    store.returnLease(WORKER, live[index]);
    live[index] = take();
    return live[index];
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    store.close();
    folder.close();
  }
}
