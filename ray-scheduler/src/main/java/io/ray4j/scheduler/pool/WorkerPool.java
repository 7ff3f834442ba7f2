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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of worker processes alive: forks them in parallel, replaces those that die, and
 * gives up, slot by slot, when they die by themselves again and again before they are ready. Large
 * workers come on top, are not replaced, and do not count in any of this.
 *
 * <p>A monitor: state is guarded by {@code lock}; listeners are called and processes forked outside
 * it. {@code close} ends all processes and returns when they are gone.
 */
public final class WorkerPool implements WorkerServer.Connections, AutoCloseable {
  private static final String CANNOT_FORK = "cannot fork a worker: ";

  /** How long lines that several workers print are held back, to be printed once: Ray's. */
  private static final long REPEATED_NS = TimeUnit.SECONDS.toNanos(5);

  /** How long a worker whose connection has ended may take to exit by itself. */
  private static final long EXIT_GRACE_MS = 1_000;

  private final WorkerLauncher launcher;
  private final Path sharedFolder;
  private final boolean logToDriver;
  private final PoolListener listener;
  private final ExitReports exits;
  private final DriverOutput out;
  private final DriverOutput err;

  private final Undertaker undertaker = new Undertaker();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Integer, WorkerProcess> workers = new TreeMap<>();

  @GuardedBy("lock")
  private int nextNumber = 1;

  @GuardedBy("lock")
  private final Replacements replacements = new Replacements();

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

  /** Adds workers, forked in parallel; returns at once, those forked ahead being known. */
  public void grow(int count) {
    add(count, 0);
  }

  /**
   * Adds one worker with a larger heap; returns at once. It is not replaced when it dies. If it
   * does not come up, {@link PoolListener#onLargeWorkerFailed} is called, and there is no further
   * try.
   */
  public void growLarge() {
    WorkerProcess worker;
    lock.lock();
    try {
      if (closing) {
        return;
      }
      worker = newWorker(true);
    } finally {
      lock.unlock();
    }
    fork(worker);
  }

  /** How large heaps may become, and whether a large worker has a larger one. */
  public WorkerHeap heap() {
    return launcher.heap();
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
      replacements.forked(replaced);
      if (closing) {
        return;
      }
      for (int index = 0; index < count; index++) {
        added.add(newWorker(false));
      }
    } finally {
      lock.unlock();
    }
    added.forEach(this::fork);
  }

  @GuardedBy("lock")
  private WorkerProcess newWorker(boolean large) {
    WorkerProcess worker = new WorkerProcess(nextNumber++, large, new WorkerOutput(logToDriver));
    workers.put(worker.number, worker);
    return worker;
  }

  private void fork(WorkerProcess worker) {
    try {
      if (launcher.isForkedAhead(worker.number)) {
        launch(worker); // at once: it connects as soon as somebody listens, and is known by then
      } else {
        daemon("ray4j-fork-" + worker.number, () -> launch(worker)).start();
      }
    } catch (OutOfMemoryError e) { // the system gives this process no more threads
      String reason = CANNOT_FORK + e.getMessage();
      undertaker.runLater(() -> onExited(worker, -1, reason), 0);
    }
  }

  private void launch(WorkerProcess worker) {
    Process process;
    try {
      process = launcher.launch(worker.number, worker.large);
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
  }

  /** Has what a process prints read, and its end reported. */
  private void watch(WorkerProcess worker, Process process) {
    String name = "ray4j-worker-" + worker.number;
    WorkerOutput output = worker.output;
    long pid = process.pid();
    Thread lines = daemon(name + "-out", () -> output.pump(process.getInputStream(), pid, out));
    Thread errors = daemon(name + "-err", () -> output.pump(process.getErrorStream(), pid, err));
    boolean tooLate;
    lock.lock();
    try {
      worker.process = process;
      worker.pumps = new Thread[] {lines, errors};
      tooLate = closing || worker.retired;
    } finally {
      lock.unlock();
    }
    if (tooLate) {
      process.destroyForcibly();
    }
    try {
      lines.start();
      errors.start();
    } finally {
      CompletableFuture<Void> unused =
          process
              .onExit()
              .thenRunAsync(
                  () -> onProcessExit(worker, process), task -> undertaker.runLater(task, 0));
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
    WorkerProcess.awaitOutput(pumps);
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
      PoolLog.LOG.warn("{}", reason);
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
      PoolLog.LOG.warn("no memory to share with worker-{}: {}", number, e.toString());
      return null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onConnected(int number, WorkerProxy proxy) {
    long pid;
    boolean large;
    int again;
    lock.lock();
    try {
      WorkerProcess worker = workers.get(number);
      if (worker == null || closing || worker.retired) {
        proxy.shutdown();
        return;
      }
      worker.moveTo(WorkerState.READY);
      worker.proxy = proxy;
      worker.disconnected = false;
      large = worker.large;
      again = large ? 0 : replacements.started();
      pid = worker.pid();
    } finally {
      lock.unlock();
    }
    if (large) {
      listener.onLargeWorkerReady(number, pid, proxy);
    } else {
      listener.onWorkerReady(number, pid, proxy);
    }
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
      undertaker.runLater(process::destroyForcibly, EXIT_GRACE_MS);
    } else if (process != null) {
      buryIfGone(worker, process.exitValue(), null);
    }
  }

  /** Reports a death once the process has ended and all that it had sent was read. */
  private void buryIfGone(WorkerProcess worker, int exitCode, @Nullable String reason) {
    boolean wasReady;
    boolean replaced;
    boolean retired;
    long pid;
    lock.lock();
    try {
      if (!worker.exited || !worker.disconnected || worker.state == WorkerState.DEAD) {
        return;
      }
      wasReady = worker.state == WorkerState.READY;
      worker.moveTo(WorkerState.DEAD);
      workers.remove(worker.number);
      retired = worker.retired;
      replaced = !worker.large && !retired;
      if (replaced) {
        replacements.died();
      }
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
        // whatever the listener makes of it, there are others to be served
        add(replaced ? 1 : 0, replaced ? 1 : 0);
      }
    } else if (replaced) {
      onFailedStart(exit);
    } else if (!retired) {
      PoolLog.LOG.warn("A worker with a larger heap does not come up. {}", exit);
      listener.onLargeWorkerFailed(
          "A worker with %s does not start. %s\nIt is started as the others, with: %s"
              .formatted(heap().large(), exit, launcher));
    }
  }

  /** Tries again after a while, or not at all. */
  private void onFailedStart(WorkerExit exit) {
    long delayMs;
    lock.lock();
    try {
      delayMs = replacements.failedToStart(exit.byItself());
      if (closing) {
        return;
      }
      if (delayMs < 0
          && (replacements.isAnyAwaited()
              || workers.values().stream()
                  .anyMatch(w -> w.state == WorkerState.STARTING && !w.large))) {
        return; // perhaps those that are on their way fare better
      }
    } finally {
      lock.unlock();
    }
    if (delayMs >= 0) {
      undertaker.runLater(() -> add(1, 1), delayMs);
    } else {
      PoolLog.LOG.warn("No more workers are started: they do not come up. {}", exit);
      listener.onNoWorkers(
          "Workers do not start. " + exit + "\nThey are started with: " + launcher);
    }
  }

  /**
   * Ends a worker, and lets it end in an orderly way; returns at once. It is not replaced. Nothing
   * that runs in it is waited for. {@link PoolListener#onWorkerDied} is called when it is gone.
   */
  public void retire(int number) {
    endSoon(number, true);
  }

  /** Ends a worker as {@link #retire} does, and forks another in its place, unless it is large. */
  public void replace(int number) {
    endSoon(number, false);
  }

  private void endSoon(int number, boolean retired) {
    WorkerProcess worker;
    Process process;
    lock.lock();
    try {
      worker = workers.get(number);
      if (worker == null || closing) {
        return;
      }
      worker.retired |= retired;
      process = worker.process;
    } finally {
      lock.unlock();
    }
    end(worker);
    if (process != null) {
      undertaker.runLater(
          process::destroyForcibly, EXIT_GRACE_MS); // one that is stopped does not read
    }
  }

  private Path memoryFile(int number) {
    return sharedFolder.resolve(WorkerMemory.fileName(number));
  }

  private void deleteMemory(int number) {
    try {
      Files.deleteIfExists(memoryFile(number));
    } catch (IOException e) {
      PoolLog.LOG.warn("cannot delete the memory shared with worker-{}: {}", number, e.toString());
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
    undertaker.close();
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
      WorkerProcess.awaitEnd(process, pumps, deadlineNs);
    }
    deleteMemory(worker.number);
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }
}
