package io.ray4j.scheduler.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The workers that are forked before there is a pool, so that they boot while the driver loads its
 * own classes. The pool takes each process when it comes to its number; {@code close} ends those
 * that nobody took.
 *
 * <p>Thread-safe. Each is forked on a thread of its own, which ends then.
 */
final class FirstWorkers implements AutoCloseable {
  private static final long EXIT_MS = 1_000;

  private final Map<Integer, CompletableFuture<Process>> processes = new ConcurrentHashMap<>();

  /** Forks workers 1 to {@code count}; returns at once. */
  void fork(int count, WorkerLauncher launcher) {
    for (int worker = 1; worker <= count; worker++) {
      CompletableFuture<Process> process = new CompletableFuture<>();
      processes.put(worker, process);
      Thread thread = new Thread(new Forking(worker, launcher, process), "ray4j-fork-" + worker);
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (OutOfMemoryError e) { // the system gives this process no more threads
        process.completeExceptionally(e);
      }
    }
  }

  private record Forking(int worker, WorkerLauncher launcher, CompletableFuture<Process> process)
      implements Runnable {
    @Override
    public void run() {
      try {
        process.complete(launcher.fork(worker, false));
      } catch (IOException | RuntimeException | Error e) { // told to whoever takes it
        process.completeExceptionally(e);
      }
    }
  }

  /** Whether a worker is among the first, and was not taken. */
  boolean has(int worker) {
    return processes.containsKey(worker);
  }

  /**
   * Hands over the process of a worker, whatever came of it; waits until it is forked.
   *
   * @return null if it is not among the first, or was taken
   * @throws IOException if it could not be forked
   */
  @Nullable Process take(int worker) throws IOException {
    CompletableFuture<Process> process = processes.remove(worker);
    if (process == null) {
      return null;
    }
    try {
      return process.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    List<Process> left = new ArrayList<>();
    for (int worker : processes.keySet()) {
      try {
        Process process = take(worker);
        if (process != null) {
          process.destroyForcibly();
          left.add(process);
        }
      } catch (IOException | RuntimeException | Error e) {
        // it was not forked: there is nothing to end
      }
    }
    boolean interrupted = false;
    for (Process process : left) {
      try {
        process.waitFor(EXIT_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true; // they are killed all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
