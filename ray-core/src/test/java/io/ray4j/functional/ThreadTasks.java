package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import io.ray4j.WaitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Remote functions that use threads of their own. */
final class ThreadTasks {
  /** Outlives the tasks that use it, as the common pool does. */
  private static final class Shared {
    static final ExecutorService POOL =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "shared");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static final CountDownLatch GO = new CountDownLatch(1);
  private static final CompletableFuture<Integer> OUTCOME = new CompletableFuture<>();

  private ThreadTasks() {}

  /** Puts, submits, waits and gets on the calling thread; returns {@code value + 3}. */
  static int useTheFacade(int value) {
    ObjectRef<Integer> one = Ray.put(1);
    ObjectRef<Integer> sum = Ray.remote(Tasks::add, value, one);
    WaitResult<ObjectRef<Integer>> result = Ray.wait(List.of(sum, one), 2, Duration.ofMinutes(1));
    if (!result.pending().isEmpty()) {
      throw new IllegalStateException("not ready in time: " + result);
    }
    return Ray.get(List.of(sum, one, one)).stream().mapToInt(Integer::intValue).sum();
  }

  @Remote
  static int byOwnThreads(int count) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      return sumOn(pool, count);
    } finally {
      pool.shutdown();
    }
  }

  @Remote
  static int bySharedThreads(int count) throws Exception {
    return sumOn(Shared.POOL, count);
  }

  @Remote
  static int byParallelStream(int count) {
    return IntStream.range(0, count).parallel().map(ThreadTasks::useTheFacade).sum();
  }

  private static int sumOn(ExecutorService pool, int count) throws Exception {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      int value = index;
      futures.add(pool.submit(() -> useTheFacade(value)));
    }
    int sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    return sum;
  }

  /** Waits for tasks by their futures, in each way that there is. */
  @Remote
  static int byFutures(int value) throws Exception {
    int joined = Ray.remote(Tasks::add, value, 1).toCompletableFuture().join();
    int got = Ray.remote(Tasks::add, joined, 1).toCompletableFuture().get();
    int inTime = Ray.remote(Tasks::add, got, 1).toCompletableFuture().get(1, TimeUnit.MINUTES);
    return Ray.remote(Tasks::add, inTime, 1)
        .toCompletableFuture()
        .thenApply(sum -> 2 * sum)
        .thenCombine(Ray.remote(Tasks::add, 0, 1).toCompletableFuture(), Integer::sum)
        .join();
  }

  /** Begins when as many tasks have; waits for another by its future then. */
  @Remote
  static int byAFutureOnceAllHaveBegun(String folder, int tasks) throws IOException {
    Files.createTempFile(Path.of(folder), "begun", "");
    while (begun(folder) < tasks) {
      LockSupport.parkNanos(1_000_000);
    }
    return Ray.remote(Tasks::add, tasks, 1).toCompletableFuture().join();
  }

  private static long begun(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.count();
    }
  }

  @Remote
  static int byFuturesOfAParallelStream(int count) {
    return IntStream.range(0, count)
        .parallel()
        .map(value -> Ray.remote(Tasks::add, value, 3).toCompletableFuture().join())
        .sum();
  }

  /** Leaves a thread behind, which goes on when {@link #letGo} is called in the same process. */
  @Remote
  static void leaveAThread() {
    Thread thread =
        new Thread(
            () -> {
              try {
                GO.await();
                OUTCOME.complete(useTheFacade(39));
              } catch (InterruptedException | RuntimeException e) {
                OUTCOME.completeExceptionally(e);
              }
            },
            "left-behind");
    thread.setDaemon(true);
    thread.start();
  }

  @Remote
  static void letGo() {
    GO.countDown();
  }

  /** What the thread left behind came to, or null while it is at work. */
  @Remote
  static Integer outcome() {
    return OUTCOME.getNow(null);
  }
}
