package io.ray4j.internal;

import io.ray4j.scheduler.pool.WorkerLauncher;
import io.ray4j.scheduler.worker.HeapWatch;
import io.ray4j.scheduler.worker.TaskOutput;
import io.ray4j.scheduler.worker.WorkerLoop;
import io.ray4j.spi.RuntimeBinding;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;

/** The main class of a forked worker. Its arguments come from {@link LocalRuntime}. */
public final class WorkerMain {
  /** How long a user's shutdown hooks may take before the process is halted. */
  private static final long EXIT_MS = 500;

  private WorkerMain() {}

  /**
   * Works until the driver is gone or asks for the end.
   *
   * @param args the last six: the socket file, the shared folder, the node's slots, the session's
   *     random number, the driver's process id, and this worker's number; the launcher of an
   *     executable jar may put others before them
   */
  public static void main(String[] args) throws IOException {
    work(args, System.getenv(WorkerLauncher.TOKEN_VARIABLE));
    exit();
  }

  /** Works; its arguments are those of {@link #main} and the session's token. */
  static void work(String[] args, String token) throws IOException {
    // loggers are made when there is something to say: a worker that can make none has not started
    Objects.requireNonNull(Logger.class);
    TaskOutput out = new TaskOutput(new FileOutputStream(FileDescriptor.out));
    TaskOutput err = new TaskOutput(new FileOutputStream(FileDescriptor.err));
    System.setOut(out.printStream());
    System.setErr(err.printStream());
    int first = args.length - 6;
    int number = Integer.parseInt(args[first + 5]);
    WorkerLoop.Settings settings =
        new WorkerLoop.Settings(
            Path.of(args[first]),
            Path.of(args[first + 1]),
            token,
            Long.parseLong(args[first + 3]),
            Long.parseLong(args[first + 4]),
            number,
            Integer.parseInt(args[first + 2]));
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader classLoader = context == null ? WorkerMain.class.getClassLoader() : context;
    String worker = "worker-" + number + " (pid=" + ProcessHandle.current().pid() + ")";
    HeapWatch heap = new HeapWatch();
    WorkerLoop.run(
        settings,
        client -> {
          if (System.getenv(WorkerLauncher.LARGE_VARIABLE) == null) {
            heap.setUpLater();
          } else {
            heap.setUp(); // its one task may fill the heap before that
          }
          WorkerRuntime runtime = new WorkerRuntime(client, classLoader);
          RuntimeBinding.bind(runtime);
          return new FunctionInvoker(
              runtime,
              client,
              classLoader,
              worker,
              heap,
              () -> {
                out.endOpenLine();
                err.endOpenLine();
              },
              FunctionInvoker::keepUntilReported);
        },
        classLoader);
  }

  /** Lets shutdown hooks run, but not for long: the driver is gone, or waits for this process. */
  private static void exit() {
    try {
      Thread hooks = new Thread(() -> System.exit(0), "ray4j-exit");
      hooks.setDaemon(true);
      hooks.start();
      long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EXIT_MS);
      while (System.nanoTime() < endNs) {
        LockSupport.parkNanos(endNs - System.nanoTime());
      }
    } finally {
      Runtime.getRuntime().halt(0); // also if there is no thread to be had
    }
  }
}
