package io.ray4j.internal;

import io.ray4j.RayConfig;
import io.ray4j.objectstore.CollectionTrigger;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectTable;
import io.ray4j.scheduler.DriverClient;
import io.ray4j.scheduler.FailedTasks;
import io.ray4j.scheduler.LocalScheduler;
import io.ray4j.scheduler.WorkerControl;
import io.ray4j.scheduler.WorkerRequests;
import io.ray4j.scheduler.pool.WorkerLauncher;
import io.ray4j.scheduler.pool.WorkerPool;
import io.ray4j.scheduler.transport.Transport;
import io.ray4j.scheduler.transport.WorkerServer;
import io.ray4j.scheduler.worker.HeapWatch;
import io.ray4j.scheduler.worker.InProcessWorker;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The parts of a session on this machine: started in order, closed in reverse.
 *
 * <p>Owned by the thread that starts or closes it.
 */
final class LocalSession {
  /** What the object table is sized for; three times as many fit. Takes 11 MB of disk. */
  private static final long TABLE_ROWS = 1_000_000;

  /** What a session opens at the same time, class files that are loaded meanwhile included. */
  private static final int OWN_DESCRIPTORS = 24;

  /** Its output, its errors, its socket, and one of the pipes that a fork needs. */
  private static final int DESCRIPTORS_PER_WORKER = 4;

  private static final long JOIN_MS = 5_000;

  private LocalSession() {}

  static LocalRuntime start(RayConfig config, boolean inProcess) {
    int workers = config.workers().orElse(Runtime.getRuntime().availableProcessors());
    FileDescriptors.requireFree(
        OWN_DESCRIPTORS + (inProcess ? 0 : workers * DESCRIPTORS_PER_WORKER));
    SessionFolder folder = SessionFolder.create(config);
    Closer closer = new Closer();
    closer.add(folder::delete);
    try {
      MemoryPlan plan =
          MemoryPlan.of(
              config,
              MemoryLimit.ofThisProcess(),
              Runtime.getRuntime().maxMemory(),
              inProcess ? 0 : workers,
              folder.totalBytes());
      Transport transport = Transport.ofProperties();
      WorkerCommand command = inProcess ? null : WorkerCommand.of(config, transport);
      LocalRuntime runtime =
          command == null
              ? startInProcess(config, folder, plan, workers, closer)
              : startForked(config, command, transport, folder, plan, closer);
      // here, while the workers boot: SLF4J prints warnings if two threads begin at a time
      ILoggerFactory unused = LoggerFactory.getILoggerFactory();
      String warning = plan.warning();
      if (warning != null) {
        SessionLog.LOG.warn("{}", warning);
      }
      Thread sweeper = folder.sweepOthers(config); // now that the workers boot
      closer.add(() -> join(sweeper));
      if (command != null) {
        Thread archiver = command.makeArchive();
        closer.add(() -> join(archiver)); // its process is forked by then, and goes on by itself
      }
      return runtime;
    } catch (IOException e) {
      closer.close();
      throw new UncheckedIOException("Cannot start a session in " + folder.folder() + ": " + e, e);
    } catch (LinkageError e) {
      closer.close();
      throw new IllegalStateException(
          "Cannot start a session in %s, for a class cannot be loaded, perhaps since no file descriptor is left: %s. See ulimit -n."
              .formatted(folder.folder(), e),
          e);
    } catch (RuntimeException | Error e) {
      closer.close();
      throw e;
    }
  }

  private static LocalRuntime startForked(
      RayConfig config,
      WorkerCommand command,
      Transport transport,
      SessionFolder folder,
      MemoryPlan plan,
      Closer closer)
      throws IOException {
    String token = token();
    long session = ThreadLocalRandom.current().nextLong();
    WorkerLauncher launcher = command.launcher(config, folder, plan, session, token);
    closer.add(launcher::close);
    // they boot while the rest is loaded here, on a processor that they leave
    int ahead =
        Math.min(plan.workers(), Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    launcher.forkAhead(ahead);
    PoolControl control = new PoolControl();
    GarbageCollection collection = new GarbageCollection();
    ObjectStore store = openStore(config, folder, plan, collection, closer);
    LocalScheduler scheduler = new LocalScheduler(store, plan.workers(), control);
    keepFailedTasks(config, scheduler, store, closer);
    collection.scheduler = scheduler;
    WorkerPool pool = new WorkerPool(launcher, folder.shared(), config.logToDriver(), scheduler);
    control.pool = pool;
    StateForWorkers state = new StateForWorkers();
    WorkerRequests requests = new WorkerRequests(scheduler, store, session, state);
    closer.add(requests::close);
    WorkerServer server;
    try {
      pool.grow(ahead); // before anybody listens: it must know who connects
      server = new WorkerServer(folder.socketFile(), token, transport, requests, pool);
      closer.add(server::close);
    } finally {
      closer.add(pool::close); // before the server, which reads what dying workers still say
    }
    closer.add(scheduler::close);
    LocalRuntime runtime =
        new LocalRuntime(
            new DriverClient(scheduler, store, server::help), scheduler, store, folder, closer);
    state.runtime = runtime;
    pool.grow(plan.workers() - ahead);
    return runtime;
  }

  private static LocalRuntime startInProcess(
      RayConfig config, SessionFolder folder, MemoryPlan plan, int workers, Closer closer) {
    ObjectStore store = openStore(config, folder, plan, new GarbageCollection(), closer);
    LocalScheduler scheduler = new LocalScheduler(store, workers, new ThreadControl());
    keepFailedTasks(config, scheduler, store, closer);
    DriverClient client = new DriverClient(scheduler, store, (done, timeoutNs) -> {});
    LocalRuntime runtime = new LocalRuntime(client, scheduler, store, folder, closer);
    closer.add(scheduler::close);
    HeapWatch heap = HeapWatch.without("the task ran in the driver");
    for (int number = 1; number <= workers; number++) {
      FunctionInvoker invoker =
          new FunctionInvoker(
              runtime,
              client,
              contextClassLoader(),
              "thread-" + number,
              heap,
              () -> {},
              FunctionInvoker::keepUntilReported);
      InProcessWorker worker =
          new InProcessWorker(number, invoker, scheduler, contextClassLoader());
      closer.add(worker::close);
      scheduler.onWorkerReady(number, ProcessHandle.current().pid(), worker);
    }
    return runtime;
  }

  private static ObjectStore openStore(
      RayConfig config,
      SessionFolder folder,
      MemoryPlan plan,
      GarbageCollection collection,
      Closer closer) {
    ObjectStore store =
        new ObjectStore(
            folder.shared(),
            config
                .spillDirectory()
                .map(directory -> directory.resolve(folder.name()))
                .orElse(folder.folder().resolve("spill")),
            ObjectTable.open(folder.tableFile(), TABLE_ROWS),
            () -> folder.capacityBytes(plan.storeBytes()),
            collection);
    closer.add(store::close);
    return store;
  }

  private static void keepFailedTasks(
      RayConfig config, LocalScheduler scheduler, ObjectStore store, Closer closer) {
    if (config.keepFailedTasks().isPresent()) {
      FailedTasks failedTasks = new FailedTasks(store, config.keepFailedTasks().get());
      closer.add(failedTasks::close);
      scheduler.keepFailedTasks(failedTasks);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      interrupted = true; // the session is closed all the same
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** From the kernel where it can be read: to load the JDK's generator takes 15 ms. */
  private static String token() {
    byte[] bytes = new byte[16];
    try (FileInputStream random = new FileInputStream("/dev/urandom")) {
      if (random.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException("/dev/urandom ends");
      }
    } catch (IOException e) {
      new SecureRandom().nextBytes(bytes);
    }
    return HexFormat.of().formatHex(bytes);
  }

  /** The thread's own, unless that does not know this library, as on a thread of a pool. */
  static ClassLoader contextClassLoader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = LocalSession.class.getClassLoader();
    try {
      return Class.forName(LocalSession.class.getName(), false, context) == LocalSession.class
          ? context
          : own;
    } catch (ClassNotFoundException e) {
      return own;
    }
  }

  /** The scheduler's way to the pool, which is made after it. */
  private static final class PoolControl implements WorkerControl {
    private volatile @Nullable WorkerPool pool;

    @Override
    public boolean grow() {
      WorkerPool known = pool;
      if (known != null) {
        known.grow(1);
      }
      return known != null;
    }

    @Override
    public boolean canReplace() {
      return true;
    }

    @Override
    public boolean growLarge() {
      WorkerPool known = pool;
      boolean can = known != null && known.heap().canGrow();
      if (known != null && can) {
        known.growLarge();
      }
      return can;
    }

    @Override
    public void replace(int worker) {
      WorkerPool known = pool;
      if (known != null) {
        known.replace(worker);
      }
    }

    @Override
    public boolean kill(int worker) {
      WorkerPool known = pool;
      if (known != null) {
        known.kill(worker);
      }
      return known != null;
    }
  }

  /** Workers that are threads of this process are as many as they are, and cannot be killed. */
  static final class ThreadControl implements WorkerControl {
    @Override
    public boolean grow() {
      return false;
    }

    @Override
    public boolean canReplace() {
      return false;
    }

    @Override
    public boolean growLarge() {
      return false;
    }

    @Override
    public void replace(int worker) {
      // its heap is the driver's
    }

    @Override
    public boolean kill(int worker) {
      return false;
    }
  }

  /** The store's way to all JVMs; to the workers once the scheduler is made. */
  private static final class GarbageCollection implements CollectionTrigger.Collector {
    private volatile @Nullable LocalScheduler scheduler;

    @Override
    public void collect(boolean urgent) {
      LocalScheduler known = scheduler;
      if (known != null) {
        known.collectGarbage(urgent);
      }
      System.gc();
    }
  }

  /** The workers' way to the runtime, which is made after them and gives them their tasks. */
  private static final class StateForWorkers implements Supplier<byte[]> {
    private volatile @Nullable LocalRuntime runtime;

    @Override
    public byte[] get() {
      LocalRuntime known = runtime;
      return known == null ? new byte[0] : known.encodedState();
    }
  }

  /** What has been started, to be closed in reverse. Owned by one thread at a time. */
  static final class Closer {
    private final List<Runnable> steps = new ArrayList<>();

    void add(Runnable step) {
      steps.add(step);
    }

    void close() {
      Collections.reverse(steps);
      for (Runnable step : steps) {
        try {
          step.run();
        } catch (RuntimeException | Error e) {
          SessionLog.LOG.error(
              "a part of the session cannot be closed", e); // the others must be all the same
        }
      }
      steps.clear();
    }
  }
}
