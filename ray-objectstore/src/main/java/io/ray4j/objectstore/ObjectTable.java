package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where each object of this node lies, in a file that outlives the driver: what {@link #recover}
 * reads after a crash. It holds objects in segments and in spill files.
 *
 * <p>Thread-safe, and nobody waits: calls leave their change in memory, and the table's thread, the
 * only one that touches the file, applies changes in batches, in the order in which objects first
 * changed. Of several changes of one object the last counts, and an object that is removed before
 * its turn never reaches the file; so memory is bound by the number of objects. The driver has the
 * only table. {@code close} applies what is left.
 *
 * <p>The table is a help after a crash and not needed before, so it never fails a session: if the
 * file cannot be made or written, one line is logged, and the rest is left out.
 */
public final class ObjectTable implements AutoCloseable {
  /**
   * From the first row to the making of the file, which takes half a second of a processor: a
   * program that ends sooner does without, and the first tasks of another are not slowed down.
   */
  private static final long OPEN_DELAY_NS = Duration.ofMillis(500).toNanos();

  /** Between two batches: changes coalesce, and no caller has to wake the thread, which costs. */
  private static final long GATHER_NS = Duration.ofMillis(100).toNanos();

  /** So often the thread looks in vain before it sleeps until a caller wakes it. */
  private static final int IDLE_ROUNDS = 100;

  private static final long CLOSE_TIMEOUT_MS = 10_000;

  private final Path file;
  private final long expectedRows;
  private final long openDelayNs;

  private final ReentrantLock lock = new ReentrantLock();

  /** The thread waits for it: there is something to do. */
  private final Condition changed = lock.newCondition();

  /** {@code flush} waits for it. */
  private final Condition applied = lock.newCondition();

  @GuardedBy("lock")
  private Map<ObjectId, Change> pending = new LinkedHashMap<>();

  @GuardedBy("lock")
  private @Nullable Thread thread;

  @GuardedBy("lock")
  private long batchesTaken;

  @GuardedBy("lock")
  private long batchesApplied;

  /** Whether the thread waits without an end. */
  @GuardedBy("lock")
  private boolean asleep;

  @GuardedBy("lock")
  private boolean flushing;

  @GuardedBy("lock")
  private boolean closing;

  /** Whether the thread has ended or is about to: nothing is recorded any more. */
  @GuardedBy("lock")
  private boolean ended;

  /** Only the table's thread reads and writes it. */
  private boolean leftOut;

  /**
   * What to do for an object.
   *
   * @param row its row; null removes it
   * @param fresh whether the file has no row of it yet
   */
  private record Change(@Nullable TableRow row, boolean fresh) {}

  ObjectTable(Path file, long expectedRows, long openDelayNs) {
    this.file = file;
    this.expectedRows = expectedRows;
    this.openDelayNs = openDelayNs;
  }

  /**
   * Makes an empty table. Returns at once: the file is made in the background, after the first row.
   *
   * @param file the file to make, in a folder of this session's own
   * @param expectedRows how many objects to size the file for; about three times as many fit, and
   *     the rows of further ones are left out. Costs 11 bytes of disk or shared memory each
   */
  public static ObjectTable open(Path file, long expectedRows) {
    return new ObjectTable(file, expectedRows, OPEN_DELAY_NS);
  }

  /** Adds the row of an object that was sealed just now, and was not recorded before. */
  public void record(ObjectId id, TableRow row) {
    put(id, row, true);
  }

  /** Replaces the row of an object that was recorded: it was spilled, or came back. */
  public void update(ObjectId id, TableRow row) {
    put(id, row, false);
  }

  private void put(ObjectId id, TableRow row, boolean first) {
    lock.lock();
    try {
      if (!isOver()) {
        Change former = pending.get(id);
        pending.put(id, new Change(row, former == null ? first : former.fresh()));
        wake();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes the row of an object that was recorded: it was evicted. */
  public void remove(ObjectId id) {
    lock.lock();
    try {
      if (isOver()) {
        return;
      }
      Change former = pending.get(id);
      if (former == null ? batchesTaken == 0 : former.fresh()) {
        pending.remove(id); // the file never heard of it
      } else {
        pending.put(id, new Change(null, false));
        wake();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the file holds all that was recorded before this call, if it holds anything. */
  public void flush() {
    lock.lock();
    try {
      if (thread == null) {
        return;
      }
      long batch = batchesTaken + 1;
      flushing = true;
      changed.signal();
      while (batchesApplied < batch && !ended) {
        applied.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Applies what is left, and ends the thread. If the file has not been made yet, none is made.
   * Idempotent.
   */
  @Override
  public void close() {
    Thread ending;
    lock.lock();
    try {
      closing = true;
      ending = thread;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      join(ending);
    }
  }

  /**
   * Reads the rows that a table's file holds, whether its process still runs or died at any
   * instruction. Changes the process had not applied are missing. The file is left as it is.
   *
   * @return an immutable map
   * @throws IOException if there is no such file, or it is no table of this version
   */
  public static Map<ObjectId, TableRow> recover(Path file)
      throws IOException, InterruptedException {
    Path tempFolder = Path.of(System.getProperty("java.io.tmpdir"));
    // on a thread of its own, that no user can interrupt: an interrupt would close the file
    FutureTask<Map<ObjectId, TableRow>> recovery =
        new FutureTask<>(() -> TableFile.recover(file, tempFolder));
    Thread thread = new Thread(recovery, "ray4j-table-recovery");
    thread.setDaemon(true);
    thread.start();
    try {
      return recovery.get();
    } catch (ExecutionException e) {
      throw new IOException("Cannot read the object table " + file + ": " + e.getCause(), e);
    }
  }

  /** How many changes wait for the thread. */
  int pendingChanges() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean isOver() {
    return closing || ended;
  }

  @GuardedBy("lock")
  private void wake() {
    if (thread == null) {
      thread = new Thread(this::run, "ray4j-table");
      thread.setDaemon(true);
      thread.start();
    } else if (asleep) {
      asleep = false;
      changed.signal();
    }
  }

  private void run() {
    try {
      if (isNeeded()) {
        try (TableFile table = TableFile.create(file, expectedRows)) {
          for (Map<ObjectId, Change> batch = take(); batch != null; batch = take()) {
            batch.forEach((id, change) -> apply(table, id, change));
            batchApplied();
          }
        }
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      // an Error too: where memory is mapped, a full disk is an InternalError
      StoreLog.LOG.warn("The session goes on without its object table {}: {}", file, e.toString());
      StoreLog.LOG.debug("why there is no object table", e);
    } finally {
      end();
    }
  }

  /** Waits before the file is made; returns whether it still must be. */
  private boolean isNeeded() throws InterruptedException {
    lock.lock();
    try {
      pause(openDelayNs);
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for changes and takes all there are; null at the end. */
  private @Nullable Map<ObjectId, Change> take() throws InterruptedException {
    lock.lock();
    try {
      pause(GATHER_NS);
      for (int round = 1; pending.isEmpty() && !isUrgent(); round++) {
        if (round < IDLE_ROUNDS) {
          pause(GATHER_NS);
        } else {
          asleep = true;
          changed.await();
        }
      }
      asleep = false;
      if (pending.isEmpty() && !flushing) {
        return null;
      }
      Map<ObjectId, Change> batch = pending;
      pending = new LinkedHashMap<>();
      flushing = false;
      batchesTaken++;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void pause(long timeNs) throws InterruptedException {
    long leftNs = timeNs;
    while (leftNs > 0 && !isUrgent()) {
      leftNs = changed.awaitNanos(leftNs);
    }
  }

  @GuardedBy("lock")
  private boolean isUrgent() {
    return flushing || closing;
  }

  private void apply(TableFile table, ObjectId id, Change change) {
    TableRow row = change.row();
    try {
      if (row == null) {
        table.remove(id);
      } else if (change.fresh()) {
        table.insert(id, row);
      } else {
        table.update(id, row);
      }
    } catch (RuntimeException e) {
      if (!leftOut) {
        leftOut = true;
        StoreLog.LOG.warn(
            "The object table {} is full (made for {} objects) or a row too large; rows are left out",
            file,
            expectedRows);
      }
      StoreLog.LOG.debug("no row for {}", id, e);
      table.remove(id); // none is better than an old one
    }
  }

  private void batchApplied() {
    lock.lock();
    try {
      batchesApplied++;
      applied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      pending = new LinkedHashMap<>();
      applied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void join(Thread thread) {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_TIMEOUT_MS);
    boolean interrupted = false;
    while (thread.isAlive()) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
      if (leftMs <= 0) {
        StoreLog.LOG.warn("the table's thread does not end: {}", thread);
        break;
      }
      try {
        thread.join(leftMs);
      } catch (InterruptedException e) {
        interrupted = true; // the file must be closed all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
