package io.ray4j.internal;

import io.ray4j.Function1;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.Remote;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectTable;
import io.ray4j.scheduler.DriverClient;
import io.ray4j.scheduler.LocalScheduler;
import io.ray4j.scheduler.WorkerRequests;
import io.ray4j.scheduler.pool.ClassArchive;
import io.ray4j.scheduler.transport.Transport;
import io.ray4j.scheduler.transport.WorkerMemory;
import io.ray4j.scheduler.transport.WorkerProxy;
import io.ray4j.scheduler.transport.WorkerServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the process that makes an archive of a worker's classes: driver and worker in
 * one, it has the worker do what workers do in their first moments, so that their classes are
 * loaded. The JVM writes those into the archive when the process ends.
 *
 * <p>It ends by itself, whatever happens.
 */
public final class WorkerRehearsal {
  private static final int WORKER = 1;
  private static final long SESSION = 1;
  private static final String TOKEN = "rehearsal";
  private static final long STORE_BYTES = 1L << 20;
  private static final long TABLE_ROWS = 1_000;
  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);

  private WorkerRehearsal() {}

  /** What a task may be given. */
  record Pair(String name, int number) {}

  /**
   * Rehearses.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    haltAtTheLatest();
    SessionFolder folder = SessionFolder.create(RayConfig.builder().build());
    LocalSession.Closer closer = new LocalSession.Closer();
    closer.add(folder::delete);
    try {
      rehearse(folder, closer);
    } finally {
      closer.close();
    }
  }

  private static void haltAtTheLatest() {
    Thread thread =
        new Thread(
            () -> {
              long endNs = System.nanoTime() + MOST_NS;
              while (System.nanoTime() - endNs < 0) {
                LockSupport.parkNanos(endNs - System.nanoTime());
              }
              Runtime.getRuntime().halt(ClassArchive.TOO_SLOW);
            },
            "ray4j-limit");
    thread.setDaemon(true);
    thread.start();
  }

  private static void rehearse(SessionFolder folder, LocalSession.Closer closer)
      throws IOException, InterruptedException {
    ObjectStore store =
        new ObjectStore(
            folder.shared(),
            folder.folder().resolve("spill"),
            ObjectTable.open(folder.tableFile(), TABLE_ROWS),
            () -> STORE_BYTES,
            urgent -> {});
    closer.add(store::close);
    LocalScheduler scheduler = new LocalScheduler(store, 1, new LocalSession.ThreadControl());
    WorkerRequests requests = new WorkerRequests(scheduler, store, SESSION, () -> new byte[0]);
    closer.add(requests::close);
    OneWorker worker = new OneWorker(folder, scheduler);
    WorkerServer server =
        new WorkerServer(folder.socketFile(), TOKEN, Transport.ofProperties(), requests, worker);
    closer.add(server::close);
    closer.add(scheduler::close);
    DriverClient client = new DriverClient(scheduler, store, server::help);
    LocalRuntime driver = new LocalRuntime(client, scheduler, store, folder, closer);
    Thread thread = new Thread(() -> work(folder), "ray4j-worker");
    thread.setDaemon(true);
    thread.start();
    Function1<Object, Object> function = WorkerRehearsal::same;
    for (Object value : values()) {
      Object unused = driver.get(driver.submit(function, null, new Object[] {value}), null);
    }
    worker.end();
    thread.join();
    driver.close();
  }

  private static List<Object> values() {
    List<Object> values = new ArrayList<>();
    values.add(1);
    values.add("text");
    values.add(new double[] {1});
    values.add(List.of("a", 2L));
    values.add(Map.of("key", 3.0));
    values.add(new Pair("pair", 4));
    values.add(new ArrayList<>(List.of(5)));
    return values;
  }

  /** Returns what it is given; if that is a number, by way of another task. */
  @Remote
  static Object same(Object value) {
    if (value instanceof Integer number) {
      return Ray.get(Ray.remote(WorkerRehearsal::next, number));
    }
    return value;
  }

  @Remote
  static Integer next(Integer value) {
    return value + 1;
  }

  private static void work(SessionFolder folder) {
    try {
      WorkerMain.work(
          new String[] {
            folder.socketFile().toString(),
            folder.shared().toString(),
            "1",
            Long.toString(SESSION),
            Long.toString(ProcessHandle.current().pid()),
            Integer.toString(WORKER)
          },
          TOKEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stands in for the pool. Its fields are written by the server's thread before the first task.
   */
  private static final class OneWorker implements WorkerServer.Connections {
    private final SessionFolder folder;
    private final LocalScheduler scheduler;
    private volatile @Nullable WorkerProxy proxy;

    OneWorker(SessionFolder folder, LocalScheduler scheduler) {
      this.folder = folder;
      this.scheduler = scheduler;
    }

    @Override
    public @Nullable WorkerMemory onHello(int worker) {
      try {
        return WorkerMemory.map(folder.shared().resolve(WorkerMemory.fileName(worker)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onConnected(int worker, WorkerProxy connected) {
      proxy = connected;
      scheduler.onWorkerReady(worker, ProcessHandle.current().pid(), connected);
    }

    @Override
    public void onDisconnected(int worker) {
      // the rehearsal is over
    }

    void end() {
      WorkerProxy connected = proxy;
      if (connected != null) {
        connected.shutdown();
      }
    }
  }
}
