package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectTable;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.scheduler.pool.WorkerExit;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.Transport;
import io.ray4j.scheduler.transport.WorkerMemory;
import io.ray4j.scheduler.transport.WorkerProxy;
import io.ray4j.scheduler.transport.WorkerServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A driver's half of a session in this process: all but the pool, which believes any number. */
final class FakeNode implements WorkerServer.Connections, AutoCloseable {
  static final long STORE_BYTES = 4L << 20;
  static final long SESSION = 97;
  private static final String TOKEN = "secret";
  static final Transport RINGS = new Transport(true, 0);

  final ObjectStore store;
  final LocalScheduler scheduler;
  final DriverClient client;
  final Control control = new Control();

  /** How often somebody waited for room and only garbage could bring it. */
  final AtomicInteger collections = new AtomicInteger();

  private final Map<Integer, WorkerMemory> memory = new ConcurrentHashMap<>();
  private final WorkerRequests requests;
  private final WorkerServer server;
  private final Path socketFile;

  FakeNode(Path folder, int workers) throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    socketFile = folder.resolve("control.sock");
    store =
        new ObjectStore(
            shared,
            folder.resolve("spill"),
            ObjectTable.open(folder.resolve("objects.table"), 1_000),
            () -> STORE_BYTES,
            urgent -> collections.addAndGet(urgent ? 1 : 0));
    scheduler = new LocalScheduler(store, workers, control);
    client = new DriverClient(scheduler, store, (done, timeoutNs) -> {});
    requests = new WorkerRequests(scheduler, store, SESSION, () -> new byte[] {1});
    server = new WorkerServer(socketFile, TOKEN, RINGS, requests, this);
  }

  FakeWorker connect(int number) throws IOException, InterruptedException {
    FakeWorker worker = new FakeWorker(socketFile, number, TOKEN, memoryOf(number));
    worker.sync();
    return worker;
  }

  /** Puts an object whose bytes all are {@code fill}. */
  ObjectId put(int bytes, byte fill) {
    ObjectId id = client.nextId().result();
    client.putObject(id, client.store(new Fill(bytes, fill)));
    return id;
  }

  private record Fill(int bytes, byte fill) implements PayloadWriter {
    @Override
    public long size() {
      return bytes;
    }

    @Override
    public List<ObjectId> references() {
      return List.of();
    }

    @Override
    public void writeTo(Payload target) {
      target.put(0, toBytes(), bytes);
    }

    @Override
    public byte[] toBytes() {
      byte[] all = new byte[bytes];
      Arrays.fill(all, fill);
      return all;
    }
  }

  ObjectValue.Stored stored(ObjectId id) {
    return (ObjectValue.Stored) store.find(id).value();
  }

  boolean holdsOnly(ObjectId id, byte fill) {
    Payload payload = store.segments().readable(stored(id).extent());
    byte[] found = new byte[(int) payload.size()];
    payload.get(0, found, found.length);
    return Arrays.equals(found, new Fill(found.length, fill).toBytes());
  }

  static TaskSpec task(TaskId id, int numReturns, int slots, int depth, Argument... arguments) {
    return new TaskSpec(
        id,
        "f",
        new FunctionDescriptor("com.acme.F", "f", "()V", "F.f"),
        List.of(arguments),
        new ExecutionPolicy(numReturns, 0, slots, 0, List.of()),
        depth,
        null);
  }

  /** Submits a task for the driver, or for a task. */
  ObjectEntry submit(ExecutionPolicy policy, @Nullable TaskId parent) {
    return scheduler.submitTask(
        new TaskSpec(
            client.nextId(),
            "f",
            new FunctionDescriptor("com.acme.F", "f", "()V", "F.f"),
            List.of(),
            policy,
            parent == null ? 0 : 1,
            parent));
  }

  /** The worker begins a task, if it is not taken back. */
  boolean begin(int worker, TaskInvocation task) {
    return memoryOf(worker).claims().begin(task.slot(), task.lease());
  }

  /** The pool that is not there: what it was asked for. */
  static final class Control implements WorkerControl {
    final AtomicInteger grown = new AtomicInteger();
    final Set<Integer> killed = ConcurrentHashMap.newKeySet();

    @Override
    public boolean grow() {
      grown.incrementAndGet();
      return true;
    }

    @Override
    public boolean canReplace() {
      return true;
    }

    @Override
    public boolean growLarge() {
      return false;
    }

    @Override
    public void replace(int worker) {
      killed.add(worker);
    }

    @Override
    public boolean kill(int worker) {
      return killed.add(worker);
    }
  }

  @Override
  public WorkerMemory onHello(int worker) {
    return memoryOf(worker);
  }

  private WorkerMemory memoryOf(int worker) {
    return memory.computeIfAbsent(worker, unused -> WorkerMemory.inMemory());
  }

  @Override
  public void onConnected(int worker, WorkerProxy proxy) {
    scheduler.onWorkerReady(worker, worker, proxy);
  }

  @Override
  public void onDisconnected(int worker) {
    scheduler.onWorkerDied(new WorkerExit(worker, worker, 1, "", "", ""));
  }

  @Override
  public void close() {
    scheduler.close();
    server.close();
    requests.close();
    store.close();
  }
}
