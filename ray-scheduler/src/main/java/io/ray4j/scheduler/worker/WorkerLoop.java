package io.ray4j.scheduler.worker;

import io.ray4j.objectstore.CollectionTrigger;
import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.transport.OutputLayout;
import io.ray4j.scheduler.transport.SchedulerConnection;
import io.ray4j.scheduler.transport.SchedulerProxy;
import io.ray4j.scheduler.transport.Transport;
import io.ray4j.scheduler.transport.WorkerListener;
import io.ray4j.scheduler.transport.WorkerMemory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker process from its connection to its end.
 *
 * <p>{@link #run} is the body of the main thread: it reads what the driver says and hands it on,
 * and returns when the driver is gone or asks for the end.
 */
public final class WorkerLoop {
  private static final long CONNECT_SECONDS = 10;
  private static final long RETRY_MS = 2;

  private WorkerLoop() {}

  /**
   * What a worker is told on its command line.
   *
   * @param socketFile where the driver listens
   * @param sharedFolder where segments and claim words lie
   * @param token proves that the driver forked this worker
   * @param session the session's random number
   * @param driverPid the driver's process id
   * @param worker its number
   * @param slots how many tasks of one slot the node runs at a time
   */
  public record Settings(
      Path socketFile,
      Path sharedFolder,
      String token,
      long session,
      long driverPid,
      int worker,
      int slots) {}

  /**
   * Works until the driver is gone or asks for the end.
   *
   * @param invokerFor makes what runs the functions, given the worker's way to its node
   * @param contextClassLoader that of the threads that run tasks
   */
  public static void run(
      Settings settings,
      Function<WorkerClient, TaskInvoker> invokerFor,
      ClassLoader contextClassLoader)
      throws IOException {
    // before the hello: the driver maps the words that it finds then
    WorkerMemory memory =
        WorkerMemory.map(settings.sharedFolder().resolve(WorkerMemory.fileName(settings.worker())));
    Transport transport = Transport.ofProperties();
    LastWords.prepare();
    Driver driver = new Driver();
    SchedulerConnection connection = connect(settings, transport.spinNs(), driver);
    SchedulerProxy scheduler = connection.proxy();
    WorkerClient client =
        new WorkerClient(
            connection,
            new Segments(settings.sharedFolder()),
            settings.slots(),
            TaskId.originOf(settings.session(), settings.worker()));
    driver.client = client;
    driver.scheduler = scheduler;
    driver.executor =
        new TaskExecutor(
            memory.claims(),
            invokerFor.apply(client),
            new Reports(scheduler),
            contextClassLoader,
            "ray4j-task-",
            done -> connection.help(done, Long.MAX_VALUE));
    driver.connection = connection;
    // last: a worker that lacks something fails before it counts as one that has started
    connection.hello(settings.worker(), settings.token(), transport.rings() ? memory : null);
    try {
      connection.run();
    } catch (OutOfMemoryError e) {
      LastWords.sayAndHalt(e); // the JVM's own way to the end may need memory
    }
  }

  /** Connects; the driver forks its workers before it listens, to save time. */
  private static SchedulerConnection connect(
      Settings settings, long spinNs, WorkerListener listener) throws IOException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_SECONDS);
    while (true) {
      try {
        return SchedulerConnection.open(settings.socketFile(), spinNs, listener);
      } catch (IOException e) {
        if (System.nanoTime() > deadlineNs || !isAlive(settings.driverPid())) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MS));
      }
    }
  }

  /** Whether the driver still is this process's parent; as long as there is no connection. */
  private static boolean isAlive(long driverPid) {
    return ProcessHandle.current().parent().filter(p -> p.pid() == driverPid).isPresent();
  }

  /** What the driver says, on the loop's thread, which sets the fields before it begins to read. */
  @SuppressWarnings("NullAway.Init")
  private static final class Driver implements WorkerListener {
    private final CollectionTrigger collections = new CollectionTrigger(this::collect);
    private WorkerClient client;
    private TaskExecutor executor;
    private SchedulerConnection connection;
    private SchedulerProxy scheduler;

    @Override
    public void onRunTask(TaskInvocation task) {
      executor.onRunTask(task);
    }

    @Override
    public void onObjectSealed(int request, ObjectValue value, List<Selector> path) {
      client.onObjectSealed(request, value, path);
    }

    @Override
    public void onSpaceLeased(int request, Extent extent) {
      client.onSpaceLeased(request, extent);
    }

    @Override
    public void onSpaceRefused(int request, String reason) {
      client.onSpaceRefused(request, reason);
    }

    @Override
    public void onObjectPinned(int request, Extent extent) {
      client.onObjectPinned(request, extent);
    }

    @Override
    public void onPinFailed(int request, ObjectValue.Failed failure) {
      client.onPinFailed(request, failure);
    }

    @Override
    public void onCollectGarbage(boolean urgent) {
      if (urgent) {
        collections.demand();
      } else {
        boolean unused = collections.request(); // not if this heap's last one took long
      }
    }

    private void collect(boolean urgent) {
      client.giveBackSpace();
      System.gc();
    }

    @Override
    public void onSyncDone(int request) {
      client.onSyncDone(request);
    }

    @Override
    public void onState(int request, byte[] state) {
      client.onState(request, state);
    }

    @Override
    public void onInterruptTask(int slot, long lease, boolean dump) {
      executor.interrupt(
          slot, lease, dump ? text -> scheduler.threadDump(slot, lease, text) : null);
    }

    @Override
    public void onCancelDone(int request, boolean cancelled) {
      client.onCancelDone(request, cancelled);
    }

    @Override
    public void onShutdown() {
      collections.close();
      executor.close();
      connection.close();
    }
  }

  /** Ends the process at once, and says why, also when there is no memory. */
  private static final class LastWords {
    private static final int OTHER_EXIT_CODE = 1;
    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);
    private static final byte[] NO_MEMORY = bytes(OutputLayout.NO_MEMORY_LINE);
    private static final byte[] OTHER =
        bytes("ray4j: this worker ends, since an error kept it from reporting a task's end.");

    private static final int RESERVE_BYTES = 256 << 10;

    @SuppressWarnings("UnusedVariable") // it is there to be given up
    private static volatile byte @Nullable [] reserve;

    private LastWords() {}

    private static byte[] bytes(String line) {
      return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Takes the memory that the end needs, for instance to load classes. */
    static void prepare() {
      reserve = new byte[RESERVE_BYTES];
    }

    static void sayAndHalt(Throwable cause) {
      reserve = null;
      boolean noMemory = cause instanceof OutOfMemoryError;
      try {
        ERR.write(noMemory ? NO_MEMORY : OTHER);
      } catch (IOException e) {
        // nobody listens
      } finally {
        Runtime.getRuntime().halt(noMemory ? OutputLayout.NO_MEMORY_EXIT_CODE : OTHER_EXIT_CODE);
      }
    }
  }

  /** Reports by message. */
  private record Reports(SchedulerProxy scheduler) implements TaskReports {
    @Override
    public void taskFinished(
        TaskInvocation task, long durationNs, ObjectValue result, boolean more) {
      scheduler.taskFinished(task.slot(), task.lease(), durationNs, result, more);
    }

    @Override
    public void taskBlocked(TaskInvocation task) {
      scheduler.taskBlocked(task.slot(), task.lease());
    }

    @Override
    public void taskUnblocked(TaskInvocation task) {
      scheduler.taskUnblocked(task.slot(), task.lease());
    }

    @Override
    public void threadDied(Throwable cause) {
      LastWords.sayAndHalt(cause);
    }
  }
}
