package io.ray4j.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.transport.WorkerMemory;
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
 * gives up, slot by slot, when they die by themselves again and again before they are ready.
 *
 * <p>A monitor: state is guarded by {@code lock}; listeners are called and processes forked outside
 * it. {@code close} ends all processes and returns when they are gone.
 */
public final class WorkerPool implements WorkerServer.Connections, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /** Deaths in a row of workers that nobody killed and that never were ready. */
  private static final int MAX_FAILED_STARTS = 3;

  /** How long a worker waits that is to replace one which did not start; doubled each time. */
  private static final long BACK_OFF_MS = 100;

  private static final String CANNOT_FORK = "cannot fork a worker: ";

  /** How long lines that several workers print are held back, to be printed once: Ray's. */
  private static final long REPEATED_NS = TimeUnit.SECONDS.toNanos(5);

  /** How long a worker whose connection has ended may take to exit by itself. */
  private static final long EXIT_GRACE_MS = 1_000;

  /** How long the last output of a dead worker may take to arrive. */
  private static final long OUTPUT_GRACE_MS = 500;

  private final WorkerLauncher launcher;
  private final Path sharedFolder;
  private final boolean logToDriver;
  private final PoolListener listener;
  private final ExitReports exits;
  private final DriverOutput out;
  private final DriverOutput err;

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

  /** How many workers in a row have failed to start; each time the next one waits longer. */
  @GuardedBy("lock")
  private int failedStarts;

  /** How many dead workers will be replaced and are not yet. */
  @GuardedBy("lock")
  private int toReplace;

  /** How many will not be, unless another worker starts. */
  @GuardedBy("lock")
  private int givenUp;

  @GuardedBy("lock")
  private boolean closing;

  /**
   * Makes a pool without workers; {@link #grow} forks them.
   *
   * @param launcher forks a JVM that connects to this session
   * @param sharedFolder where the claim words lie, in shared memory
   * @param logToDriver whether what workers print is printed here
   * @param listener learns of ready and dead workers
   */
  public WorkerPool(
      WorkerLauncher launcher, Path sharedFolder, boolean logToDriver, PoolListener listener) {
    this(launcher, sharedFolder, logToDriver, listener, OomKills.ofThisProcess());
  }

  WorkerPool(
      WorkerLauncher launcher,
      Path sharedFolder,
      boolean logToDriver,
      PoolListener listener,
      OomKills oomKills) {
    this.launcher = launcher;
    this.sharedFolder = sharedFolder;
    this.logToDriver = logToDriver;
    this.listener = listener;
    this.exits = new ExitReports(launcher, oomKills);
    this.out = new DriverOutput(() -> System.out, REPEATED_NS);
    this.err = new DriverOutput(() -> System.err, REPEATED_NS);
    undertaker.prestartCoreThread(); // later there may be no thread to be had
  }

  /** Ends a worker at once, whatever it does; its death is reported like any other. */
  public void kill(int number) {
    Process process;
    lock.lock();
    try {
      WorkerProcess worker = workers.get(number);
      process = worker == null ? null : worker.process;
    } finally {
      lock.unlock();
    }
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Adds workers, forked in parallel; returns at once. */
  public void grow(int count) {
    add(count, 0);
  }

  /**
   * Adds workers.
   *
   * @param replaced how many of those that were to be replaced this is for
   */
  private void add(int count, int replaced) {
    List<WorkerProcess> added = new ArrayList<>();
    lock.lock();
    try {
      toReplace -= replaced;
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
      String name = "ray4j-worker-" + worker.number + "-out";
      try {
        daemon(name, () -> launchAndPump(worker)).start();
      } catch (OutOfMemoryError e) { // the system gives this process no more threads
        String reason = CANNOT_FORK + e.getMessage();
        runLater(() -> onExited(worker, -1, reason), 0);
      }
    }
  }

  private void launchAndPump(WorkerProcess worker) {
    Process process;
    try {
      process = launcher.launch(worker.number);
    } catch (IOException | RuntimeException | Error e) { // nobody else reports it
      onExited(worker, -1, CANNOT_FORK + e.getMessage());
      return;
    }
    try {
      watch(worker, process);
    } catch (RuntimeException | Error e) { // as when the system gives no more threads
      lock.lock();
      try {
        worker.startFailure = CANNOT_FORK + e.getMessage();
      } finally {
        lock.unlock();
      }
      process.destroyForcibly();
    }
    worker.output.pump(process.getInputStream(), process.pid(), out);
  }

  /** Has the end of a process reported, and its errors read. */
  private void watch(WorkerProcess worker, Process process) {
    Thread errors =
        daemon(
            "ray4j-worker-" + worker.number + "-err",
            () -> worker.output.pump(process.getErrorStream(), process.pid(), err));
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
    CompletableFuture<Void> unused =
        process
            .onExit()
            .thenRunAsync(() -> onProcessExit(worker, process), task -> runLater(task, 0));
    errors.start();
  }

  private void runLater(Runnable task, long delayMs) {
    try {
      ScheduledFuture<?> unused =
          undertaker.schedule(() -> runLogged(task), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("pool closed"); // and close sees to all workers
    }
  }

  /** Nobody else hears of what is thrown there. */
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a worker's end cannot be handled", e);
    }
  }

  private void onProcessExit(WorkerProcess worker, Process process) {
    Thread[] pumps;
    String reason;
    lock.lock();
    try {
      pumps = worker.pumps;
      reason = worker.startFailure;
    } finally {
      lock.unlock();
    }
    joinAll(pumps, OUTPUT_GRACE_MS);
    onExited(worker, reason == null ? process.exitValue() : -1, reason);
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
  public @Nullable WorkerMemory onHello(int number) {
    lock.lock();
    try {
      WorkerProcess worker = workers.get(number);
      if (worker == null || worker.state != WorkerState.STARTING || worker.process == null) {
        return null;
      }
      return WorkerMemory.map(memoryFile(number));
    } catch (IOException e) {
      LOG.warn("no memory to share with worker-{}: {}", number, e.toString());
      return null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onConnected(int number, WorkerProxy proxy) {
    long pid;
    int again;
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
      again = givenUp;
      givenUp = 0;
      pid = worker.pid();
    } finally {
      lock.unlock();
    }
    listener.onWorkerReady(number, pid, proxy);
    add(again, 0); // now that one has started, perhaps the others can
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
    boolean wasReady;
    long pid;
    lock.lock();
    try {
      if (!worker.exited || !worker.disconnected || worker.state == WorkerState.DEAD) {
        return;
      }
      wasReady = worker.state == WorkerState.READY;
      worker.moveTo(WorkerState.DEAD);
      workers.remove(worker.number);
      toReplace++;
      pid = worker.pid();
    } finally {
      lock.unlock();
    }
    WorkerExit exit = exits.of(worker, pid, exitCode, reason);
    deleteMemory(worker.number);
    if (wasReady) {
      try {
        listener.onWorkerDied(exit);
      } finally {
        add(1, 1); // whatever the listener makes of it, there are others to be served
      }
    } else {
      onFailedStart(exit);
    }
  }

  /** Tries again after a while, or not at all. */
  private void onFailedStart(WorkerExit exit) {
    long delayMs;
    lock.lock();
    try {
      failedStarts += exit.byItself() ? 1 : 0;
      if (closing) {
        return;
      }
      if (!exit.byItself()) {
        delayMs = BACK_OFF_MS;
      } else if (failedStarts < MAX_FAILED_STARTS) {
        delayMs = backOffMs(failedStarts);
      } else {
        delayMs = -1;
        toReplace--;
        givenUp++;
        if (toReplace > 0
            || workers.values().stream().anyMatch(w -> w.state == WorkerState.STARTING)) {
          return; // perhaps those that are on their way fare better
        }
      }
    } finally {
      lock.unlock();
    }
    if (delayMs >= 0) {
      runLater(() -> add(1, 1), delayMs);
    } else {
      LOG.warn("No more workers are started: they do not come up. {}", exit);
      listener.onNoWorkers(
          "Workers do not start. " + exit + "\nThey are started with: " + launcher);
    }
  }

  /** How long the next start waits after so many that have failed. */
  static long backOffMs(int failed) {
    return BACK_OFF_MS << failed;
  }

  private Path memoryFile(int number) {
    return sharedFolder.resolve(WorkerMemory.fileName(number));
  }

  private void deleteMemory(int number) {
    try {
      Files.deleteIfExists(memoryFile(number));
    } catch (IOException e) {
      LOG.warn("cannot delete the memory shared with worker-{}: {}", number, e.toString());
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
    out.close();
    err.close();
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
    deleteMemory(worker.number);
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
