package io.ray4j.scheduler.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.SealListener;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.Segments.MappedView;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.SpaceLease;
import io.ray4j.objectstore.StoreFullException;
import io.ray4j.scheduler.DriverClient;
import io.ray4j.scheduler.PinResult;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.SchedulerConnection;
import io.ray4j.scheduler.transport.SchedulerListener;
import io.ray4j.scheduler.transport.SchedulerProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker's way to its node's scheduler and store: by message. Thread-safe.
 *
 * <p>Waits end with their answer; if the driver dies, so does this process.
 */
public final class WorkerClient implements SchedulerClient {
  private final SchedulerConnection connection;
  private final SchedulerProxy scheduler;
  private final Segments segments;
  private final int slots;
  private final SpaceLease space;
  private final LocalReferences references;

  private final long origin;
  private final AtomicLong sequence = new AtomicLong();

  private final AtomicInteger lastRequest = new AtomicInteger();
  private final Map<RefTarget, Waiters> waiting = new ConcurrentHashMap<>();
  private final Map<Integer, Waiters> objectRequests = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Extent>> spaceRequests = new ConcurrentHashMap<>();
  private final Map<Integer, PinRequest> pinRequests = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Boolean>> syncRequests = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<byte[]>> stateRequests = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Boolean>> cancelRequests = new ConcurrentHashMap<>();

  /** More would make the driver drop this worker. */
  private final Semaphore slowRequests = new Semaphore(SchedulerListener.MAX_SLOW_REQUESTS);

  WorkerClient(SchedulerConnection connection, Segments segments, int slots, long origin) {
    this.connection = connection;
    this.scheduler = connection.proxy();
    this.segments = segments;
    this.slots = slots;
    this.origin = origin;
    this.space = new SpaceLease(this::leaseSpace, scheduler::returnSpace);
    this.references = new LocalReferences(scheduler);
  }

  @Override
  public TaskId nextId() {
    return new TaskId(origin, sequence.incrementAndGet());
  }

  @Override
  public void submitTask(TaskSpec spec) {
    references.created(spec.id().result());
    scheduler.submitTask(spec);
  }

  @Override
  public ObjectValue store(PayloadWriter payload) {
    if (payload.size() <= INLINE_LIMIT_BYTES) {
      return DriverClient.inline(payload);
    }
    Extent extent = space.allocate(payload.size());
    boolean written = false;
    try {
      payload.writeTo(segments.writable(extent));
      written = true;
      return new ObjectValue.Stored(extent, payload.references());
    } finally {
      if (!written) {
        scheduler.returnSpace(extent);
      }
    }
  }

  @Override
  public void discard(ObjectValue value) {
    if (value instanceof ObjectValue.Stored stored) {
      scheduler.returnSpace(stored.extent());
    }
  }

  /** The store is full: gives back what is leased ahead of need. May wait. */
  void giveBackSpace() {
    space.giveBackRest();
  }

  @Override
  public void putObject(ObjectId id, ObjectValue value) {
    references.created(id);
    scheduler.putObject(id, value);
  }

  @Override
  public void addLocalReference(ObjectId id) {
    references.add(id);
  }

  @Override
  public void removeLocalReference(ObjectId id) {
    references.remove(id);
  }

  @Override
  public boolean cancel(ObjectId id) {
    int request = lastRequest.incrementAndGet();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    cancelRequests.put(request, answer);
    scheduler.cancelTask(request, id);
    try {
      return await(answer);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request to cancel cannot fail", e);
    } finally {
      cancelRequests.remove(request);
    }
  }

  @Override
  public void free(ObjectId id) {
    scheduler.freeObject(id);
  }

  @Override
  public PinResult pin(ObjectId id) throws InterruptedException {
    int request = lastRequest.incrementAndGet();
    CompletableFuture<PinResult> answer = new CompletableFuture<>();
    pinRequests.put(request, new PinRequest(id, answer));
    scheduler.pinObject(request, id);
    return DriverClient.await(answer);
  }

  /** A pin that was asked for. */
  private record PinRequest(ObjectId id, CompletableFuture<PinResult> answer) {}

  @Override
  public PinResult.Pinned pinInput(ObjectId id, Extent extent) {
    scheduler.pinInput(id);
    return new PinResult.Pinned(extent, () -> scheduler.unpinObject(id));
  }

  @Override
  public @Nullable SealedRef peek(RefTarget target) {
    return null; // only the driver knows
  }

  @Override
  public Runnable whenSealed(RefTarget target, SealListener listener) {
    // one request per object, however often a loop of waits asks for it
    Waiters waiters = waiting.computeIfAbsent(target, Waiters::new);
    if (!waiters.add(listener)) {
      return whenSealed(target, listener); // answered just now: ask anew
    }
    if (waiters.mustAsk()) {
      int request = lastRequest.incrementAndGet();
      objectRequests.put(request, waiters);
      scheduler.getObject(request, target);
    }
    return () -> waiters.remove(listener);
  }

  /** Those who wait for one object. Thread-safe. */
  private static final class Waiters {
    final RefTarget target;

    @GuardedBy("this")
    private final List<SealListener> listeners = new ArrayList<>();

    @GuardedBy("this")
    private boolean asked;

    @GuardedBy("this")
    private boolean answered;

    Waiters(RefTarget target) {
      this.target = target;
    }

    synchronized boolean add(SealListener listener) {
      return !answered && listeners.add(listener);
    }

    synchronized void remove(SealListener listener) {
      listeners.remove(listener);
    }

    synchronized boolean mustAsk() {
      boolean first = !asked;
      asked = true;
      return first;
    }

    synchronized List<SealListener> answered() {
      answered = true;
      return List.copyOf(listeners);
    }
  }

  @Override
  public void sync() throws InterruptedException {
    int request = lastRequest.incrementAndGet();
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    syncRequests.put(request, done);
    scheduler.sync(request);
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sync cannot fail", e);
    } finally {
      syncRequests.remove(request);
    }
  }

  /**
   * What the session consists of, as the driver's runtime describes and encodes it; empty if the
   * session is over. Waits for it, whatever interrupts come.
   */
  public byte[] state() {
    int request = lastRequest.incrementAndGet();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    stateRequests.put(request, answer);
    slowRequests.acquireUninterruptibly();
    try {
      scheduler.getState(request);
      return await(answer);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request for the state cannot fail", e);
    } finally {
      slowRequests.release();
      stateRequests.remove(request);
    }
  }

  @Override
  public void flush() {
    scheduler.flush();
  }

  @Override
  public void help(BooleanSupplier done, long timeoutNs) {
    connection.help(done, timeoutNs);
  }

  @Override
  public Payload readable(Extent extent) {
    return segments.readable(extent);
  }

  @Override
  public MappedView view(Extent extent, long offset, long length) {
    return segments.view(extent, offset, length);
  }

  @Override
  public int slots() {
    return slots;
  }

  /** Asks the driver for space and waits. */
  private Extent leaseSpace(long length) {
    int request = lastRequest.incrementAndGet();
    CompletableFuture<Extent> answer = new CompletableFuture<>();
    spaceRequests.put(request, answer);
    slowRequests.acquireUninterruptibly();
    try {
      scheduler.leaseSpace(request, length);
      return await(answer);
    } catch (ExecutionException e) {
      // made again here, so that it shows who asked
      Throwable cause = e.getCause();
      throw new StoreFullException(cause == null ? "" : String.valueOf(cause.getMessage()));
    } finally {
      slowRequests.release();
      spaceRequests.remove(request);
    }
  }

  /** Waits, whatever interrupts come: the answer is on its way. */
  private static <T> T await(CompletableFuture<T> answer) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void onObjectSealed(int request, ObjectValue value, List<Selector> path) {
    Waiters waiters = objectRequests.remove(request);
    if (waiters != null) {
      waiting.remove(waiters.target);
      waiters.answered().forEach(listener -> listener.onSealed(value, path));
    }
  }

  void onSpaceLeased(int request, Extent extent) {
    CompletableFuture<Extent> answer = spaceRequests.get(request);
    if (answer != null) {
      answer.complete(extent);
    }
  }

  void onSpaceRefused(int request, String reason) {
    CompletableFuture<Extent> answer = spaceRequests.get(request);
    if (answer != null) {
      answer.completeExceptionally(new StoreFullException(reason));
    }
  }

  void onObjectPinned(int request, Extent extent) {
    PinRequest pin = pinRequests.remove(request);
    if (pin != null) {
      pin.answer.complete(new PinResult.Pinned(extent, () -> scheduler.unpinObject(pin.id)));
    }
  }

  void onPinFailed(int request, ObjectValue.Failed failure) {
    PinRequest pin = pinRequests.remove(request);
    if (pin != null) {
      pin.answer.complete(new PinResult.NotPinned(failure));
    }
  }

  void onState(int request, byte[] state) {
    CompletableFuture<byte[]> answer = stateRequests.get(request);
    if (answer != null) {
      answer.complete(state);
    }
  }

  void onCancelDone(int request, boolean cancelled) {
    CompletableFuture<Boolean> answer = cancelRequests.get(request);
    if (answer != null) {
      answer.complete(cancelled);
    }
  }

  void onSyncDone(int request) {
    CompletableFuture<Boolean> done = syncRequests.get(request);
    if (done != null) {
      done.complete(true);
    }
  }
}
