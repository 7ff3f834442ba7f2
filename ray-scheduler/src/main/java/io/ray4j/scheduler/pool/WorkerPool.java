package io.ray4j.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.transport.ClaimTable;
import io.ray4j.scheduler.transport.WorkerProxy;
import io.ray4j.scheduler.transport.WorkerServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a number of worker processes alive: forks them in parallel, replaces those that die, and
 * gives up when they die again and again before they are ready.
 *
 * <p>A monitor: state is guarded by {@code lock}; listeners are called and processes forked outside
 * it. {@code close} ends all processes and returns when they are gone.
 */
public final class WorkerPool implements WorkerServer.Connections, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /** Deaths in a row of workers that nobody killed and that never were ready. */
  private static final int MAX_FAILED_STARTS = 3;

  private static final long BACK_OFF_MS = 100;

  /** How long a worker whose connection has ended may take to exit by itself. */
  private static final long EXIT_GRACE_MS = 1_000;

  /** How long the last output of a dead worker may take to arrive. */
  private static final long OUTPUT_GRACE_MS = 500;

  private final WorkerLauncher launcher;
  private final Path claimsFolder;
  private final boolean logToDriver;
  private final PoolListener listener;

  /**
   * Handles deaths one after the other; its thread ends with the pool. The JDK's own delays would
   * leave a thread in the caller's group for ever, and {@code mvn exec:java} waits for all of them.
   */
  private final ScheduledThreadPoolExecutor undertaker =
      new ScheduledThreadPoolExecutor(1, task -> daemon("ray4j-pool", task));

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Integer, WorkerProcess> workers = new TreeMap<>();

  @GuardedBy("lock")
  private int nextNumber = 1;

  @GuardedBy("lock")
  private int failedStarts;

  @GuardedBy("lock")
  private boolean closing;

  /**
   * Makes a pool without workers; {@link #grow} forks them.
   *
   * @param launcher forks a JVM that connects to this session
   * @param claimsFolder where the claim words lie, in shared memory
   * @param logToDriver whether what workers print is printed here
   * @param listener learns of ready and dead workers
   */
  public WorkerPool(
      WorkerLauncher launcher, Path claimsFolder, boolean logToDriver, PoolListener listener) {
    this.launcher = launcher;
    this.claimsFolder = claimsFolder;
    this.logToDriver = logToDriver;
    this.listener = listener;
  }

  /** Adds workers, forked in parallel; returns at once. */
  public void grow(int count) {
    List<WorkerProcess> added = new ArrayList<>();
    lock.lock();
    try {
      if (closing) {
        return;
      }
      for (int index = 0; index < count; index++) {
        WorkerProcess worker = new WorkerProcess(nextNumber++, new WorkerOutput(logToDriver));
        workers.put(worker.number, worker);
        added.add(worker);
      }
    } finally {
      lock.unlock();
    }
    for (WorkerProcess worker : added) {
      daemon("ray4j-worker-" + worker.number + "-out", () -> launchAndPump(worker)).start();
    }
  }

  private void launchAndPump(WorkerProcess worker) {
    Process process;
    try {
      process = launcher.launch(worker.number);
    } catch (IOException e) {
      onExited(worker, -1, "cannot fork a worker: " + e.getMessage());
      return;
    }
    Thread errors =
        daemon(
            "ray4j-worker-" + worker.number + "-err",
            () -> worker.output.pump(process.getErrorStream(), process.pid(), () -> System.err));
    boolean tooLate;
    lock.lock();
    try {
      worker.process = process;
      worker.pumps = new Thread[] {Thread.currentThread(), errors};
      tooLate = closing;
    } finally {
      lock.unlock();
    }
    if (tooLate) {
      process.destroyForcibly();
    }
    errors.start();
    CompletableFuture<Void> unused =
        process
            .onExit()
            .thenRunAsync(() -> onProcessExit(worker, process), task -> runLater(task, 0));
    worker.output.pump(process.getInputStream(), process.pid(), () -> System.out);
  }

  private void runLater(Runnable task, long delayMs) {
    try {
      ScheduledFuture<?> unused = undertaker.schedule(task, delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("pool closed"); // and close sees to all workers
    }
  }

  private void onProcessExit(WorkerProcess worker, Process process) {
    Thread[] pumps;
    lock.lock();
    try {
      pumps = worker.pumps;
    } finally {
      lock.unlock();
    }
    joinAll(pumps, OUTPUT_GRACE_MS);
    onExited(worker, process.exitValue(), null);
  }

  private void onExited(WorkerProcess worker, int exitCode, @Nullable String reason) {
    lock.lock();
    try {
      worker.exited = true;
    } finally {
      lock.unlock();
    }
    if (reason != null) {
      LOG.warn("{}", reason);
    }
    buryIfGone(worker, exitCode, reason);
  }

  @Override
  public @Nullable ClaimTable onHello(int number) {
    lock.lock();
    try {
      WorkerProcess worker = workers.get(number);
      if (worker == null || worker.state != WorkerState.STARTING || worker.process == null) {
        return null;
      }
      worker.claims = ClaimTable.map(claimsFile(number));
      return worker.claims;
    } catch (IOException e) {
      LOG.warn("no claim words for worker-{}: {}", number, e.toString());
      return null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onConnected(int number, WorkerProxy proxy) {
    long pid;
    lock.lock();
    try {
      WorkerProcess worker = workers.get(number);
      if (worker == null || closing) {
        proxy.shutdown();
        return;
      }
      worker.moveTo(WorkerState.READY);
      worker.proxy = proxy;
      worker.disconnected = false;
      failedStarts = 0;
      pid = worker.pid();
    } finally {
      lock.unlock();
    }
    listener.onWorkerReady(number, pid, proxy);
  }

  @Override
  public void onDisconnected(int number) {
    WorkerProcess worker;
    Process process;
    lock.lock();
    try {
      worker = workers.get(number);
      if (worker == null) {
        return;
      }
      worker.disconnected = true;
      process = worker.process;
    } finally {
      lock.unlock();
    }
    if (process != null && process.isAlive()) {
      // most often it is about to exit, and then its own exit code is worth more than a kill's
      runLater(process::destroyForcibly, EXIT_GRACE_MS);
    } else if (process != null) {
      buryIfGone(worker, process.exitValue(), null);
    }
  }

  /** Reports a death once the process has ended and all that it had sent was read. */
  private void buryIfGone(WorkerProcess worker, int exitCode, @Nullable String reason) {
    WorkerExit exit;
    boolean wasReady;
    boolean replace;
    boolean giveUp;
    lock.lock();
    try {
      if (!worker.exited || !worker.disconnected || worker.state == WorkerState.DEAD) {
        return;
      }
      wasReady = worker.state == WorkerState.READY;
      worker.moveTo(WorkerState.DEAD);
      workers.remove(worker.number);
      exit =
          new WorkerExit(
              worker.number,
              worker.pid(),
              exitCode,
              reason == null ? worker.output.lastLines() : reason);
      if (!wasReady && !exit.bySignal()) {
        failedStarts++;
      }
      giveUp = failedStarts >= MAX_FAILED_STARTS && !closing;
      replace = !closing && !giveUp;
    } finally {
      lock.unlock();
    }
    deleteClaims(worker.number);
    if (wasReady) {
      listener.onWorkerDied(exit);
    }
    if (giveUp) {
      listener.onNoWorkers(
          "Workers do not start. " + exit + "\nThey are started with: " + launcher);
    }
    if (replace) {
      replaceSoon(wasReady);
    }
  }

  private void replaceSoon(boolean wasReady) {
    if (wasReady) {
      grow(1);
    } else {
      runLater(() -> grow(1), BACK_OFF_MS);
    }
  }

  private Path claimsFile(int number) {
    return claimsFolder.resolve("claims-" + number);
  }

  private void deleteClaims(int number) {
    try {
      Files.deleteIfExists(claimsFile(number));
    } catch (IOException e) {
      LOG.warn("cannot delete the claim words of worker-{}: {}", number, e.toString());
    }
  }

  @Override
  public void close() {
    List<WorkerProcess> open = new ArrayList<>();
    lock.lock();
    try {
      closing = true;
      open.addAll(workers.values());
    } finally {
      lock.unlock();
    }
    for (WorkerProcess worker : open) {
      end(worker);
    }
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EXIT_GRACE_MS);
    for (WorkerProcess worker : open) {
      awaitEnd(worker, deadlineNs);
    }
    undertaker.shutdownNow();
  }

  private void end(WorkerProcess worker) {
    WorkerProxy proxy;
    Process process;
    lock.lock();
    try {
      proxy = worker.proxy;
      process = worker.process;
    } finally {
      lock.unlock();
    }
    if (proxy != null) {
      proxy.shutdown();
    } else if (process != null) {
      process.destroyForcibly();
    }
  }

  private void awaitEnd(WorkerProcess worker, long deadlineNs) {
    Process process;
    Thread[] pumps;
    lock.lock();
    try {
      process = worker.process;
      pumps = worker.pumps;
    } finally {
      lock.unlock();
    }
    if (process != null) {
      boolean interrupted = Thread.interrupted(); // the processes must go all the same
      try {
        if (!process.waitFor(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
          process.waitFor(EXIT_GRACE_MS, TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroyForcibly();
      }
      joinAll(pumps, OUTPUT_GRACE_MS);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    deleteClaims(worker.number);
  }

  private static void joinAll(Thread[] threads, long timeoutMs) {
    try {
      for (Thread thread : threads) {
        thread.join(timeoutMs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }
}
