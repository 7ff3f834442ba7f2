package io.ray4j.benchmarks.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The measures of tasks: alone, in streams, and in graphs. Each result is checked.
 *
 * <p>Owned by the thread that makes it; submitters are threads of its own for as long as a batch
 * takes.
 */
final class TaskMeasures<R> {
  private static final int LEAVES = 100;
  private static final int LENGTH = 1000;
  private static final int CHAIN = 1_000;
  private static final int FAN = 10_000;
  private static final int NESTED = 100;

  private final Peer<R> peer;
  private final Plan plan;
  private final Sampler sampler;

  TaskMeasures(Peer<R> peer, Plan plan, Sampler sampler) {
    this.peer = peer;
    this.plan = plan;
    this.sampler = sampler;
  }

  /**
   * The first things that a program does. To be called once, before all else.
   *
   * @param init started before the peer was
   */
  void cold(Stopwatch init) throws Exception {
    check(1, peer.get(peer.noop(1)));
    sampler.report(Measure.INIT, init.elapsedMs());
    sampler.report(Measure.TREE_COLD, tree());
  }

  void sync() throws Exception {
    sampler.warmUp(() -> syncRound(100));
    for (int i = 0; i < plan.samples(); i++) {
      double[] us = syncRound(plan.batchMs());
      sampler.report(Measure.SYNC_P50, percentile(us, 0.50));
      sampler.report(Measure.SYNC_P99, percentile(us, 0.99));
    }
  }

  private double[] syncRound(long forMs) throws Exception {
    double[] us = new double[1 << 16];
    int n = 0;
    Stopwatch all = Stopwatch.start();
    while (n < us.length && (n == 0 || all.elapsedMs() < forMs)) {
      Stopwatch one = Stopwatch.start();
      check(n, peer.get(peer.noop(n)));
      us[n++] = one.elapsedUs();
    }
    double[] sorted = Arrays.copyOf(us, n);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double percentile(double[] sorted, double rank) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * rank))];
  }

  void async() throws Exception {
    double[] rate = {0};
    sampler.warmUp(() -> rate[0] = asyncRate(1_000, 1));
    int tasks = batch(asyncRate(batch(rate[0]), 1));
    DriverUsage.now(); // loads what it needs
    for (int i = 0; i < plan.samples(); i++) {
      DriverUsage before = DriverUsage.now();
      sampler.report(Measure.ASYNC_1, asyncRate(tasks, 1));
      DriverUsage after = DriverUsage.now();
      double count = tasks;
      sampler.report(Measure.BYTES_PER_TASK, after.allocatedSince(before) / count);
      sampler.report(Measure.CPU_PER_TASK, (after.cpuNs() - before.cpuNs()) / 1e3 / count);
      sampler.report(Measure.ASYNC_2, asyncRate(tasks, 2));
      sampler.report(Measure.ASYNC_4, asyncRate(tasks, 4));
    }
  }

  /** As many tasks as take one batch at that rate; no more than fit a small heap. */
  private int batch(double tasksPerSecond) {
    return (int) Math.max(400, Math.min(1_000_000, tasksPerSecond * plan.batchMs() / 1e3));
  }

  /** Tasks per second if each of the submitters submits its share and then waits for it. */
  private double asyncRate(int tasks, int submitters) throws Exception {
    if (submitters == 1) {
      Stopwatch watch = Stopwatch.start();
      submitAndWait(tasks);
      return tasks / watch.elapsedSeconds();
    }
    ExecutorService threads = Executors.newFixedThreadPool(submitters);
    try {
      AtomicLong startNs = new AtomicLong();
      // started by the barrier, before any submitter goes on
      CyclicBarrier start = new CyclicBarrier(submitters, () -> startNs.set(System.nanoTime()));
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < submitters; i++) {
        done.add(
            threads.submit(
                () -> {
                  start.await(1, TimeUnit.MINUTES);
                  submitAndWait(tasks / submitters);
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
      double seconds = (System.nanoTime() - startNs.get()) / 1e9;
      return tasks / submitters * submitters / seconds;
    } finally {
      threads.shutdown();
    }
  }

  private void submitAndWait(int tasks) throws Exception {
    List<R> refs = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      refs.add(peer.noop(i));
    }
    for (R ref : refs) {
      peer.get(ref);
    }
  }

  void warmTree() throws Exception {
    sampler.repeat(plan.treeRuns(), 2 * plan.limitMs(), this::tree);
    sampler.samples(Measure.TREE_WARM, 4 * plan.samples(), this::tree);
  }

  private double tree() throws Exception {
    Stopwatch watch = Stopwatch.start();
    ArrayDeque<R> queue = new ArrayDeque<>();
    for (int seed = 0; seed < LEAVES; seed++) {
      queue.add(peer.generate(seed, LENGTH));
    }
    while (queue.size() > 1) {
      queue.add(peer.add(queue.remove(), queue.remove()));
    }
    double[] sum = (double[]) peer.get(queue.remove());
    double ms = watch.elapsedMs();
    if (sum.length != LENGTH || sum[0] <= 0) {
      throw new IllegalStateException("wrong sum: length=" + sum.length);
    }
    return ms;
  }

  void chain() throws Exception {
    sampler.warmSamples(Measure.CHAIN, this::chainMs);
  }

  private double chainMs() throws Exception {
    Stopwatch watch = Stopwatch.start();
    R last = peer.noop(0);
    for (int i = 0; i < CHAIN; i++) {
      last = peer.increment(last);
    }
    check(CHAIN, peer.get(last));
    return watch.elapsedMs();
  }

  void fan() throws Exception {
    sampler.warmSamples(Measure.FAN, this::fanMs);
  }

  private double fanMs() throws Exception {
    Stopwatch watch = Stopwatch.start();
    List<R> refs = new ArrayList<>(FAN);
    for (int i = 0; i < FAN; i++) {
      refs.add(peer.noop(1));
    }
    check(FAN, peer.get(peer.sum(refs)));
    return watch.elapsedMs();
  }

  void nested() throws Exception {
    sampler.warmSamples(Measure.NESTED, this::nestedMs);
  }

  private double nestedMs() throws Exception {
    Stopwatch watch = Stopwatch.start();
    List<R> refs = new ArrayList<>(NESTED);
    for (int i = 0; i < NESTED; i++) {
      refs.add(peer.nested(NESTED));
    }
    for (R ref : refs) {
      check(NESTED, peer.get(ref));
    }
    return watch.elapsedMs();
  }

  private static void check(int expected, Object actual) {
    if (!Integer.valueOf(expected).equals(actual)) {
      throw new IllegalStateException("wrong result: expected=" + expected + " actual=" + actual);
    }
  }
}
