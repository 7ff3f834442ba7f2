package io.ray4j.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Finds out when objects are there, and tells those who want to know. Ray's Java API calls nobody
 * back, so somebody has to wait in it: the threads that wait for objects, each for all of them; and
 * while there is none, for the sake of futures, a thread of its own.
 *
 * <p>Thread-safe. {@code close} fails what is still watched and waits until no thread is in Ray.
 */
final class Watch implements AutoCloseable {
  /** How long a thread stays in Ray at most, where it can be neither interrupted nor stopped. */
  private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long a look takes: Ray hears of what was just put a little later. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);

  /** How long its own thread looks whether there is something to do before it wants to be woken. */
  private static final int ROUNDS_TO_IDLE = 50;

  /** How many are asked about at a time: Ray looks at each of them. */
  private static final int WINDOW = 64;

  /**
   * Where so many are watched, Ray is not asked again for each: results are let gather for a while.
   */
  private static final int MANY = 16;

  private static final long GATHER_NS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ObjectDirectory directory;
  private final Thread thread = new Thread(this::run, "ray4j-watch");

  /** Who is to be told, by object, those first that were asked for first. */
  @GuardedBy("this")
  private final Map<ClusterObject, List<Consumer<ObjectValue>>> watched = new LinkedHashMap<>();

  /** How many threads are in Ray or on their way there, apart from its own. */
  @GuardedBy("this")
  private int inside;

  /** How many of them are waiting in {@link #help}. */
  @GuardedBy("this")
  private int helpers;

  /** Whether its own thread waits to be woken: not between calls that follow each other. */
  @GuardedBy("this")
  private boolean idle;

  @GuardedBy("this")
  private boolean closed;

  Watch(ObjectDirectory directory) {
    this.directory = directory;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Has a listener told once, when the object is there.
   *
   * @return takes the listener back, unless it has been told
   */
  Runnable add(ClusterObject object, Consumer<ObjectValue> listener) {
    ObjectValue known = object.known();
    synchronized (this) {
      if (closed) {
        known = shutDown();
      }
      if (known == null) {
        watched.computeIfAbsent(object, key -> new ArrayList<>(1)).add(listener);
        if (idle) {
          idle = false;
          notifyAll();
        }
        return () -> remove(object, listener);
      }
    }
    listener.accept(known);
    return () -> {};
  }

  private synchronized void remove(ClusterObject object, Consumer<ObjectValue> listener) {
    List<Consumer<ObjectValue>> listeners = watched.get(object);
    if (listeners != null && listeners.remove(listener) && listeners.isEmpty()) {
      watched.remove(object);
    }
  }

  private static ObjectValue shutDown() {
    return RayFailures.value(Kind.SHUT_DOWN, "", "", "The session was shut down before the end.");
  }

  /** Waits on the calling thread; returns early if it is interrupted or the session is over. */
  void help(BooleanSupplier done, long timeoutNs) {
    long startNs = System.nanoTime();
    if (!enter(true)) {
      return;
    }
    try {
      boolean waits = true;
      while (waits && !done.getAsBoolean() && isOpen()) {
        long leftNs = timeoutNs - (System.nanoTime() - startNs);
        // what is there already is served to a thread whose flag is set
        waits = leftNs > 0 && !Thread.currentThread().isInterrupted();
        poll(waits ? Math.min(leftNs, SLICE_NS) : LOOK_NS);
      }
    } finally {
      leave(true);
    }
  }

  /** Tells what is there by now. */
  void sync() {
    if (enter(false)) {
      try {
        settle(ready(watched(Integer.MAX_VALUE), 1, 0));
      } finally {
        leave(false);
      }
    }
  }

  /**
   * Lets the calling thread into Ray, unless it is closed; {@link #leave} must follow.
   *
   * @param helps whether the thread waits there for what is watched
   */
  synchronized boolean enter(boolean helps) {
    if (!closed) {
      inside++;
      helpers += helps ? 1 : 0;
    }
    return !closed;
  }

  synchronized void leave(boolean helps) {
    inside--;
    helpers -= helps ? 1 : 0;
    if (closed) {
      notifyAll();
    }
  }

  private synchronized boolean isOpen() {
    return !closed;
  }

  private synchronized List<ClusterObject> watched(int limit) {
    List<ClusterObject> some = new ArrayList<>(Math.min(limit, watched.size()));
    for (ClusterObject object : watched.keySet()) {
      if (some.size() == limit) {
        break;
      }
      some.add(object);
    }
    return some;
  }

  /** Waits for something to be there, and tells who wants to know. */
  private void poll(long timeoutNs) {
    List<ClusterObject> window = watched(WINDOW);
    if (window.isEmpty()) { // another thread is about to tell, or has told
      LockSupport.parkNanos(this, Math.min(timeoutNs, SLICE_NS / 20));
      return;
    }
    long gatherNs = window.size() < MANY ? 0 : Math.min(timeoutNs, GATHER_NS);
    boolean found = window.size() > 1 && settle(ready(window, MANY, gatherNs));
    if (!found && !settle(ready(window, 1, timeoutNs)) && window.size() == WINDOW) {
      settle(ready(watched(Integer.MAX_VALUE), 1, 0));
    }
  }

  /** Those that Ray has an answer for, or that are to begin again; waits for so many of them. */
  private List<ClusterObject> ready(List<ClusterObject> objects, int count, long timeoutNs) {
    List<ClusterObject> ready = new ArrayList<>();
    IdentityHashMap<ObjectRef<?>, ClusterObject> byRef = new IdentityHashMap<>();
    List<ObjectRef<Object>> refs = new ArrayList<>(objects.size());
    long longestNs = timeoutNs;
    for (ClusterObject object : objects) {
      Long delayNs = object.delayNs();
      if (object.known() != null || (delayNs != null && delayNs <= 0)) {
        ready.add(object);
      } else if (delayNs != null) {
        longestNs = Math.min(longestNs, delayNs);
      } else {
        ObjectRef<Object> ref = object.ref();
        if (byRef.put(ref, object) == null) {
          refs.add(ref);
        }
      }
    }
    if (refs.isEmpty()) {
      if (ready.isEmpty()) {
        LockSupport.parkNanos(this, longestNs);
      }
      return ready;
    }
    boolean waits = timeoutNs > 0 && ready.isEmpty();
    int timeoutMs = waits ? (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(longestNs)) : 0;
    for (ObjectRef<?> ref :
        Ray.wait(refs, waits ? Math.min(count, refs.size()) : refs.size(), timeoutMs).getReady()) {
      ClusterObject object = byRef.get(ref);
      if (object != null) {
        ready.add(object);
      }
    }
    return ready;
  }

  /** Reads them and tells; false if there are none. */
  private boolean settle(List<ClusterObject> ready) {
    for (ClusterObject object : ready) {
      ObjectValue value = object.settle(directory);
      if (value != null) {
        tell(object, value);
      }
    }
    return !ready.isEmpty();
  }

  private void tell(ClusterObject object, ObjectValue value) {
    List<Consumer<ObjectValue>> listeners;
    synchronized (this) {
      listeners = watched.remove(object);
    }
    if (listeners != null) {
      listeners.forEach(listener -> listener.accept(value));
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        poll(SLICE_NS / 2);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Waits until something is watched and nobody waits for it; false once it is closed. */
  private synchronized boolean awaitWork() throws InterruptedException {
    for (int rounds = 0; !closed && (watched.isEmpty() || helpers > 0); rounds++) {
      idle = watched.isEmpty() && rounds > ROUNDS_TO_IDLE;
      if (idle) {
        wait();
        rounds = 0;
      } else {
        wait(TimeUnit.NANOSECONDS.toMillis(SLICE_NS));
      }
    }
    return !closed;
  }

  @Override
  public void close() {
    Map<ClusterObject, List<Consumer<ObjectValue>>> left;
    synchronized (this) {
      closed = true;
      left = new LinkedHashMap<>(watched);
      watched.clear();
      notifyAll();
    }
    left.values().forEach(all -> all.forEach(listener -> listener.accept(shutDown())));
    awaitNobodyInRay();
  }

  private void awaitNobodyInRay() {
    boolean interrupted = false;
    while (true) {
      try {
        synchronized (this) {
          while (inside > 0) {
            wait();
          }
        }
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // a thread that is still in Ray would crash with it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
