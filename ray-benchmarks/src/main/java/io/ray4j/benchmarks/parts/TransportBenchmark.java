package io.ray4j.benchmarks.parts;

import io.ray4j.scheduler.transport.SchedulerConnection;
import io.ray4j.scheduler.transport.SchedulerListener;
import io.ray4j.scheduler.transport.Transport;
import io.ray4j.scheduler.transport.WorkerListener;
import io.ray4j.scheduler.transport.WorkerMemory;
import io.ray4j.scheduler.transport.WorkerProxy;
import io.ray4j.scheduler.transport.WorkerServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame from a worker to the driver and one back, between two threads of one process: through
 * rings that both ends look into for a while, and through a socket.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class TransportBenchmark {
  private static final String TOKEN = "secret";
  private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(50);

  @Param({"rings", "socket"})
  public String transport;

  private final BenchmarkFolder folder = new BenchmarkFolder();
  private final CompletableFuture<WorkerProxy> connected = new CompletableFuture<>();
  private WorkerServer server;
  private SchedulerConnection connection;
  private Thread caller;
  private int request;
  private volatile int answered;
  private volatile boolean closing;

  @Setup
  public void setUp() throws IOException {
    boolean rings = transport.equals("rings");
    WorkerMemory memory = WorkerMemory.inMemory();
    SchedulerListener driver =
        handling(
            SchedulerListener.class,
            "onSync",
            arguments -> connected.join().syncDone((int) arguments[1]));
    WorkerListener worker =
        handling(
            WorkerListener.class,
            "onSyncDone",
            arguments -> {
              answered = (int) arguments[0];
              LockSupport.unpark(caller);
            });
    server =
        new WorkerServer(
            folder.path().resolve("control.sock"),
            TOKEN,
            new Transport(rings, SPIN_NS),
            driver,
            new Connections(memory));
    connection = SchedulerConnection.open(folder.path().resolve("control.sock"), SPIN_NS, worker);
    connection.hello(1, TOKEN, rings ? memory : null);
    start(connection::run);
    WorkerProxy unused = connected.join();
    start(
        () -> { // the thread that waits in get
          while (!closing) {
            server.help(() -> closing, Long.MAX_VALUE);
          }
        });
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "transport");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Handler {
    void handle(Object[] arguments);
  }

  private static <T> T handling(Class<T> type, String name, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TransportBenchmark.class.getClassLoader(),
            new Class<?>[] {type},
            (unused, method, arguments) -> {
              if (method.getName().equals(name)) {
                handler.handle(arguments);
              }
              return null;
            }));
  }

  private final class Connections implements WorkerServer.Connections {
    private final WorkerMemory memory;

    Connections(WorkerMemory memory) {
      this.memory = memory;
    }

    @Override
    public WorkerMemory onHello(int worker) {
      return memory;
    }

    @Override
    public void onConnected(int worker, WorkerProxy proxy) {
      connected.complete(proxy);
    }

    @Override
    public void onDisconnected(int worker) {
      // the benchmark's end
    }
  }

  @Benchmark
  public void roundTrip() {
    caller = Thread.currentThread();
    int asked = ++request;
    connection.proxy().sync(asked);
    connection.help(() -> answered == asked, Long.MAX_VALUE);
    while (answered != asked) {
      LockSupport.park(this);
    }
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    closing = true;
    connection.close();
    server.close();
    folder.close();
  }
}
