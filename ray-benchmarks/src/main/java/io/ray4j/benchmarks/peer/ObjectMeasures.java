package io.ray4j.benchmarks.peer;

import java.util.Arrays;

/** The measures of put and get. Used by one thread. */
final class ObjectMeasures<R> {
  private static final int BIG_BYTES = 100 << 20;
  private static final int SMALL_BATCH = 500;
  private static final double BIG_GB = BIG_BYTES / 1e9;
  private static final int DOUBLES_PER_MB = (1 << 20) / Double.BYTES;

  private final Peer<R> peer;
  private final Plan plan;
  private final Sampler sampler;

  ObjectMeasures(Peer<R> peer, Plan plan, Sampler sampler) {
    this.peer = peer;
    this.plan = plan;
    this.sampler = sampler;
  }

  void small() throws Exception {
    sampler.warmUp(this::putSmallUs);
    sampler.samples(Measure.PUT_SMALL, plan.samples(), this::putSmallUs);
    R ref = peer.put(5);
    sampler.warmUp(() -> getSmallUs(ref));
    sampler.samples(Measure.GET_SMALL, plan.samples(), () -> getSmallUs(ref));
  }

  private double putSmallUs() throws Exception {
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < SMALL_BATCH; i++) {
      peer.put(i);
    }
    return watch.elapsedUs() / SMALL_BATCH;
  }

  private double getSmallUs(R ref) throws Exception {
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < SMALL_BATCH; i++) {
      peer.get(ref);
    }
    return watch.elapsedUs() / SMALL_BATCH;
  }

  /** The warm array is copied into in each round, so that its pages stay warm. */
  void big() throws Exception {
    byte[] source = new byte[BIG_BYTES];
    Arrays.fill(source, (byte) 7);
    byte[] warm = new byte[BIG_BYTES];
    for (int i = -2; i < plan.samples(); i++) {
      boolean report = i >= 0;
      bigRound(source, warm, report);
      System.gc(); // refs of the last round let their objects go
    }
  }

  private void bigRound(byte[] source, byte[] warm, boolean report) throws Exception {
    Stopwatch put = Stopwatch.start();
    R ref = peer.put(source);
    rate(Measure.PUT_BIG, put, report);
    rateOfCopy(Measure.GET_BIG_FIRST, ref, report);
    rateOfCopy(Measure.GET_BIG_AGAIN, ref, report);

    Stopwatch fresh = Stopwatch.start();
    byte[] copy = new byte[BIG_BYTES];
    System.arraycopy(source, 0, copy, 0, BIG_BYTES);
    rate(Measure.COPY_FRESH, fresh, report && copy[1] == source[1]);
    Stopwatch again = Stopwatch.start();
    System.arraycopy(source, 0, warm, 0, BIG_BYTES);
    rate(Measure.COPY_WARM, again, report && warm[1] == source[1]);
  }

  private void rateOfCopy(Measure measure, R ref, boolean report) throws Exception {
    Stopwatch watch = Stopwatch.start();
    byte[] copy = (byte[]) peer.get(ref);
    rate(measure, watch, report);
    if (copy.length != BIG_BYTES || copy[BIG_BYTES - 1] != 7) {
      throw new IllegalStateException("wrong copy: length=" + copy.length);
    }
  }

  private void rate(Measure measure, Stopwatch watch, boolean report) {
    double gbPerSecond = BIG_GB / watch.elapsedSeconds();
    if (report) {
      sampler.report(measure, gbPerSecond);
    }
  }

  /** Each sample is of a new object, so its first view cannot be an earlier one. */
  void views() throws Exception {
    byte[] source = new byte[BIG_BYTES];
    for (int i = -2; i < plan.samples(); i++) {
      R ref = peer.put(source);
      Stopwatch first = Stopwatch.start();
      Object view = peer.view(ref);
      double firstUs = first.elapsedUs();
      Stopwatch again = Stopwatch.start();
      Object second = peer.view(ref);
      double againUs = again.elapsedUs();
      if (i >= 0 && view.equals(second)) {
        sampler.report(Measure.VIEW_FIRST, firstUs);
        sampler.report(Measure.VIEW_AGAIN, againUs);
      }
      System.gc();
    }
  }

  void recordOfArrays() throws Exception {
    double[][] a = new double[10][DOUBLES_PER_MB];
    TenArrays value = new TenArrays(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
    // about 20 MB a round: not so many that a small store is full
    sampler.repeat(20, plan.limitMs(), () -> recordMs(value));
    sampler.samples(Measure.RECORD_TEN_ARRAYS, plan.samples(), () -> recordMs(value));
  }

  private double recordMs(TenArrays value) throws Exception {
    Stopwatch watch = Stopwatch.start();
    TenArrays copy = (TenArrays) peer.get(peer.put(value));
    double ms = watch.elapsedMs();
    if (copy.j().length != DOUBLES_PER_MB) {
      throw new IllegalStateException("wrong copy: length=" + copy.j().length);
    }
    return ms;
  }
}
