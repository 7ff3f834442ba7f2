package io.ray4j.objectstore;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pinned objects where they are, and moves others to disk when room is needed: least recently
 * used first, in batches. They come back when they are pinned.
 *
 * <p>Thread-safe; in the driver only. Files are read and written on one thread of its own, which no
 * user can interrupt. An object that was spilled keeps its copy on disk until it goes, so that the
 * next time its memory is free at once.
 */
final class Spiller implements AutoCloseable {
  private static final long BATCH_BYTES = 64L << 20;
  private static final long IDLE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 10;
  private static final String GONE = "It is gone: it was freed, or the session is over.";

  private final StoreSpace space;
  private final Segments segments;
  private final SpillFiles files;

  /** Takes memory for an object that comes back; may spill others, on the spiller's thread. */
  private final LongFunction<Extent> allocate;

  private final ObjectTable table;

  private final ThreadPoolExecutor executor;

  /** The spiller's thread while it works. */
  private volatile @Nullable Thread thread;

  /** Objects in memory that nobody has pinned, least recently used first. */
  @GuardedBy("this")
  private final LinkedHashSet<StoredObject> unpinned = new LinkedHashSet<>();

  @GuardedBy("this")
  private long pinnedBytes;

  @GuardedBy("this")
  private boolean closed;

  /** Why the last batch could not be written, or null. */
  private volatile @Nullable String failure;

  Spiller(
      StoreSpace space,
      Segments segments,
      Path spillFolder,
      LongFunction<Extent> allocate,
      ObjectTable table) {
    this.space = space;
    this.segments = segments;
    this.files = new SpillFiles(spillFolder);
    this.allocate = allocate;
    this.table = table;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "ray4j-spill");
              made.setDaemon(true);
              thread = made;
              return made;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** Takes charge of an object that has been written. */
  synchronized StoredObject add(ObjectId id, String task, Extent extent) {
    StoredObject object = new StoredObject(id, task, extent);
    unpinned.add(object);
    table.record(id, TableRow.sealed(object.size, List.of(extent), task));
    return object;
  }

  /** Pins an object that is in memory; returns null if it is not. */
  synchronized @Nullable Extent tryPin(StoredObject object) {
    if (object.extent == null || (object.unheld && object.pins == 0)) {
      return null;
    }
    return pinInMemory(object);
  }

  @GuardedBy("this")
  private Extent pinInMemory(StoredObject object) {
    Extent extent = object.inMemory();
    if (object.pins++ == 0) {
      pinnedBytes += object.size;
      unpinned.remove(object);
    }
    return extent;
  }

  /** Pins an object, once it is in memory. The listener is told by this call or later. */
  void pin(StoredObject object, PinListener listener) {
    Extent extent = null;
    synchronized (this) {
      if (object.unheld || object.state == ObjectState.EVICTED) {
        extent = null;
      } else if (object.extent != null) {
        extent = pinInMemory(object);
      } else {
        object.waiting.add(listener);
        if (object.state == ObjectState.RESTORING) {
          return;
        }
        object.moveTo(ObjectState.RESTORING);
        if (execute(() -> restore(object))) {
          return;
        }
        object.moveTo(ObjectState.SPILLED);
        object.waiting.remove(listener);
      }
    }
    if (extent == null) {
      listener.onFailed(PinListener.Failure.FREED, GONE);
    } else {
      listener.onPinned(extent);
    }
  }

  /** Takes back one pin. */
  void unpin(StoredObject object) {
    Extent free = null;
    synchronized (this) {
      if (object.pins == 0) {
        throw new IllegalStateException("unpinned more often than pinned: state=" + object.state);
      }
      if (--object.pins > 0) {
        return;
      }
      pinnedBytes -= object.size;
      if (object.unheld && object.state == ObjectState.SEALED) {
        free = forget(object);
      } else if (object.state == ObjectState.SEALED) {
        unpinned.add(object);
      }
    }
    if (free != null) {
      space.free(free);
    } else {
      space.unpinned();
    }
  }

  /** Nothing holds the object any more: its bytes go, now or with the last pin. */
  void evict(StoredObject object) {
    Extent free;
    synchronized (this) {
      if (object.unheld) {
        return;
      }
      object.unheld = true;
      unpinned.remove(object);
      if (object.pins > 0
          || object.state == ObjectState.SPILLING
          || object.state == ObjectState.RESTORING) {
        return; // whoever unpins it, or moves it, ends it
      }
      free = forget(object);
    }
    if (free != null) {
      space.free(free);
    }
  }

  /** Ends an object; returns the memory that is to be freed. */
  @GuardedBy("this")
  @CanIgnoreReturnValue // what is on disk only has no memory
  private @Nullable Extent forget(StoredObject object) {
    object.moveTo(ObjectState.EVICTED);
    table.remove(object.id);
    Extent extent = object.extent;
    object.extent = null;
    object.slots.forEach(files::release);
    object.slots = List.of();
    return extent;
  }

  synchronized long pinnedBytes() {
    return pinnedBytes;
  }

  synchronized long unpinnedBytes(StoredObject object) {
    return object.pins == 0 ? object.size : 0;
  }

  synchronized ObjectState stateOf(StoredObject object) {
    return object.state;
  }

  /** Where the object lies, for people. */
  synchronized String locationOf(StoredObject object) {
    Extent extent = object.extent;
    if (extent != null) {
      return "segment-" + extent.segment() + "@" + extent.offset();
    }
    return object.slots.isEmpty() ? "" : locationOnDisk(object);
  }

  /** What keeps memory from being freed, or why it cannot be. */
  String describe() {
    String last = failure;
    return "pinned by tasks and views %,d, spilled to disk %,d%s"
        .formatted(pinnedBytes(), files.bytes(), last == null ? "" : "; spilling failed: " + last);
  }

  /**
   * Moves unpinned objects to disk until {@code bytes} of memory are free that were not, or a batch
   * is full. Waits for it.
   *
   * @param since what {@link StoreSpace#freedBytes} said before: if as much has been freed since by
   *     others, nothing is moved
   * @return false if there is nothing that can be moved
   */
  boolean spill(long bytes, long since) {
    if (Thread.currentThread() == thread) {
      return spillNow(bytes, since);
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    boolean begun =
        execute(
            () -> {
              try {
                done.complete(spillNow(bytes, since));
              } finally {
                done.complete(false); // whatever was thrown: somebody waits
              }
            });
    return begun && done.join(); // like the put that it is for, not to be interrupted half-way
  }

  private boolean spillNow(long bytes, long since) {
    if (space.freedBytes() - since >= bytes) {
      return true; // those who waited before made room for this one too
    }
    List<StoredObject> victims = new ArrayList<>();
    List<Extent> free = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return false;
      }
      long chosen = 0;
      Iterator<StoredObject> oldest = unpinned.iterator();
      while (oldest.hasNext() && chosen < Math.max(bytes, BATCH_BYTES / 4)) {
        StoredObject object = oldest.next();
        if (chosen > 0 && chosen + object.size > Math.max(bytes, BATCH_BYTES)) {
          break;
        }
        oldest.remove();
        chosen += object.size;
        if (!object.slots.isEmpty()) {
          object.moveTo(ObjectState.SPILLED);
          free.add(leaveMemory(object));
        } else {
          object.moveTo(ObjectState.SPILLING);
          victims.add(object);
        }
      }
    }
    free.forEach(space::free);
    return (victims.isEmpty() || write(victims)) && (!victims.isEmpty() || !free.isEmpty());
  }

  @GuardedBy("this")
  private Extent leaveMemory(StoredObject object) {
    Extent extent = object.inMemory();
    object.extent = null;
    table.update(object.id, TableRow.spilled(object.size, locationOnDisk(object), object.task));
    return extent;
  }

  @GuardedBy("this")
  private String locationOnDisk(StoredObject object) {
    SpillSlot slot = object.slots.get(0);
    return "spill-" + slot.file() + "@" + slot.offset();
  }

  /** Writes a batch; objects that were pinned meanwhile stay in memory too. */
  private boolean write(List<StoredObject> victims) {
    List<List<SpillSlot>> slots = List.of();
    try {
      slots = writeBatch(victims);
      failure = null;
    } catch (IOException | RuntimeException | Error e) { // the victims must not stay half-way
      if (failure == null) {
        StoreLog.LOG.warn("cannot spill {} objects: {}", victims.size(), e.toString());
      }
      failure = e.toString();
    }
    List<Extent> free = new ArrayList<>();
    synchronized (this) {
      for (int index = 0; index < victims.size(); index++) {
        StoredObject object = victims.get(index);
        object.slots = slots.isEmpty() ? List.of() : slots.get(index);
        if (object.unheld && object.pins == 0) {
          Extent extent = forget(object);
          if (extent != null) {
            free.add(extent);
          }
        } else if (object.slots.isEmpty() || object.pins > 0) {
          object.moveTo(ObjectState.SEALED);
          if (object.pins == 0) {
            unpinned.add(object);
          }
        } else {
          object.moveTo(ObjectState.SPILLED);
          free.add(leaveMemory(object));
        }
      }
    }
    free.forEach(space::free);
    return !slots.isEmpty();
  }

  /** Writes these objects, which stay where they are meanwhile; returns the slots of each. */
  private List<List<SpillSlot>> writeBatch(List<StoredObject> victims) throws IOException {
    List<ByteBuffer> pieces = new ArrayList<>();
    List<Integer> ends = new ArrayList<>(); // of each object, among the pieces
    synchronized (this) {
      for (StoredObject object : victims) {
        pieces.addAll(segments.readable(object.inMemory()).pieces());
        ends.add(pieces.size());
      }
    }
    List<SpillSlot> written = files.write(pieces);
    List<List<SpillSlot>> slots = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      slots.add(List.copyOf(written.subList(start, end)));
      start = end;
    }
    return slots;
  }

  /** Brings an object back, on the spiller's thread. */
  private void restore(StoredObject object) {
    Extent extent = null;
    PinListener.Failure kind = PinListener.Failure.LOST;
    String reason = null;
    try {
      List<SpillSlot> slots;
      synchronized (this) {
        slots = object.unheld || closed ? List.of() : object.slots;
      }
      if (slots.isEmpty()) {
        kind = PinListener.Failure.FREED;
        reason = GONE;
      } else {
        extent = allocate.apply(object.size);
        List<ByteBuffer> pieces = segments.writable(extent).pieces();
        for (int index = 0; index < pieces.size(); index++) {
          files.read(slots.get(index), pieces.get(index));
        }
      }
    } catch (StoreFullException e) {
      kind = PinListener.Failure.NO_ROOM;
      reason = String.valueOf(e.getMessage());
    } catch (IOException | RuntimeException | Error e) { // whoever waits must be told in any case
      reason = "It was spilled to disk and cannot be read back: " + e.getMessage();
      StoreLog.LOG.debug("an object is lost", e); // its readers are told
    }
    List<PinListener> listeners;
    synchronized (this) {
      listeners = object.waiting;
      object.waiting = new ArrayList<>(0);
      if (reason == null && extent != null) {
        object.extent = extent;
        object.moveTo(ObjectState.SEALED);
        table.update(object.id, TableRow.sealed(object.size, List.of(extent), object.task));
        object.pins = listeners.size();
        pinnedBytes += object.size;
      } else {
        object.moveTo(ObjectState.SPILLED);
        if (object.unheld) {
          forget(object);
        }
      }
    }
    if (reason != null && extent != null) {
      space.free(extent);
    }
    for (PinListener listener : listeners) {
      try {
        if (reason == null && extent != null) {
          listener.onPinned(extent);
        } else {
          listener.onFailed(kind, String.valueOf(reason));
        }
      } catch (RuntimeException e) {
        StoreLog.LOG.error("a reader of a spilled object failed", e); // the others must be told
      }
    }
  }

  private boolean execute(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    executor.shutdown(); // what waits is told that it is over
    boolean interrupted = false;
    while (true) {
      try {
        if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          StoreLog.LOG.warn("the spiller's thread does not end: {}", executor);
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    files.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
