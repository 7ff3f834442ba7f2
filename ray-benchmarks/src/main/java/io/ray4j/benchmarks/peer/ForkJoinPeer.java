package io.ray4j.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;

/** A fork-join pool, whose tasks may wait for others that they forked. */
final class ForkJoinPeer extends ExecutorPeer {
  private final ForkJoinPool pool;

  ForkJoinPeer() {
    this(new ForkJoinPool());
  }

  private ForkJoinPeer(ForkJoinPool pool) {
    super(pool);
    this.pool = pool;
  }

  @Override
  public Future<?> nested(int tasks) {
    return pool.submit(
        () -> {
          List<ForkJoinTask<Integer>> forked = new ArrayList<>(tasks);
          for (int i = 0; i < tasks; i++) {
            int x = i;
            forked.add(ForkJoinTask.adapt(() -> x).fork());
          }
          int done = 0;
          for (ForkJoinTask<Integer> task : forked) {
            task.join();
            done++;
          }
          return done;
        });
  }
}
