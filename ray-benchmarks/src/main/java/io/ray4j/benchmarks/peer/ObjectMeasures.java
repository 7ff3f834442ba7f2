package io.ray4j.benchmarks.peer;

import java.util.Arrays;

/** The measures of put and get. Used by one thread. */
final class ObjectMeasures<R> {
  private static final int BIG_BYTES = 100 << 20;
  private static final int SMALL_BATCH = 500;
  private static final double BIG_GB = BIG_BYTES / 1e9;
  private static final int DOUBLES_PER_MB = (1 << 20) / Double.BYTES;
  private static final int SMALL_VIEW_BYTES = 64 << 10;
  private static final int SMALL_VIEWS = 2_000;
  private static final int RECORD_WARM_UP = 20;

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
    byte[] small = new byte[SMALL_VIEW_BYTES];
    for (int i = 0; i < SMALL_VIEWS; i++) { // samples of large ones are too few to warm up
      R ref = peer.put(small);
      if (!peer.view(ref).equals(peer.view(ref))) {
        throw new IllegalStateException("two views of an object differ");
      }
    }
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
    TenArrays source = TenArrays.ofLength(DOUBLES_PER_MB);
    TenArrays warm = TenArrays.ofLength(DOUBLES_PER_MB);
    // about 30 MB a round: not so many that a small store is full
    for (int i = -RECORD_WARM_UP; i < plan.samples(); i++) {
      recordRound(source, warm, i >= 0);
    }
  }

  private void recordRound(TenArrays source, TenArrays warm, boolean report) throws Exception {
    Stopwatch put = Stopwatch.start();
    R ref = peer.put(source);
    time(Measure.PUT_RECORD, put, report);
    Stopwatch get = Stopwatch.start();
    TenArrays copy = (TenArrays) peer.get(ref);
    time(Measure.GET_RECORD, get, report);
    if (copy.j().length != DOUBLES_PER_MB) {
      throw new IllegalStateException("wrong copy: length=" + copy.j().length);
    }
    Stopwatch fresh = Stopwatch.start();
    source.copyTo(TenArrays.ofLength(DOUBLES_PER_MB));
    time(Measure.COPY_RECORD_FRESH, fresh, report);
    Stopwatch again = Stopwatch.start();
    source.copyTo(warm);
    time(Measure.COPY_RECORD_WARM, again, report);
  }

  private void time(Measure measure, Stopwatch watch, boolean report) {
    double ms = watch.elapsedMs();
    if (report) {
      sampler.report(measure, ms);
    }
  }
}
