package io.ray4j.benchmarks.peer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads of one JVM: a fixed pool, with as many as processors, and futures that are composed, so
 * that no task of a graph blocks.
 */
class ExecutorPeer implements Peer<Future<?>> {
  private final ExecutorService pool;

  ExecutorPeer() {
    this(Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors()));
  }

  ExecutorPeer(ExecutorService pool) {
    this.pool = pool;
  }

  @Override
  public void start() {}

  @Override
  public Future<?> noop(int x) {
    return pool.submit(() -> x);
  }

  @Override
  public Future<?> generate(int seed, int length) {
    return CompletableFuture.supplyAsync(() -> Work.generate(seed, length), pool);
  }

  @Override
  public Future<?> add(Future<?> left, Future<?> right) {
    return ((CompletableFuture<?>) left)
        .thenCombineAsync(
            (CompletableFuture<?>) right, (x, y) -> Work.add((double[]) x, (double[]) y), pool);
  }

  @Override
  public Future<?> increment(Future<?> number) throws ExecutionException, InterruptedException {
    if (number instanceof CompletableFuture<?> running) {
      return running.thenApplyAsync(x -> (Integer) x + 1, pool);
    }
    int first = (Integer) number.get();
    return CompletableFuture.supplyAsync(() -> first + 1, pool);
  }

  /** Its inputs were submitted before it to a queue, so it cannot keep them from running. */
  @Override
  public Future<?> sum(List<Future<?>> numbers) {
    return pool.submit(
        () -> {
          int sum = 0;
          for (Future<?> number : numbers) {
            sum += (Integer) number.get();
          }
          return sum;
        });
  }

  @Override
  public Future<?> nested(int tasks) {
    throw new UnsupportedOperationException("tasks that wait would take all threads");
  }

  @Override
  public Future<?> put(Object value) {
    throw new UnsupportedOperationException("threads share the heap");
  }

  @Override
  public Object get(Future<?> ref) throws ExecutionException, InterruptedException {
    return ref.get();
  }

  @Override
  public Object view(Future<?> bytes) {
    throw new UnsupportedOperationException("threads share the heap");
  }

  @Override
  public void close() {
    pool.shutdown(); // all results were waited for
  }
}
