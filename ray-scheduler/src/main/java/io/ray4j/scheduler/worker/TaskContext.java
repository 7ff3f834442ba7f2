package io.ray4j.scheduler.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The task that a thread works for: the thread that runs it, and those that it started.
 *
 * <p>Thread-safe. While any thread of a task waits for objects, the task counts as blocked: it
 * gives its slot back, so that what it waits for can run.
 *
 * <p>A thread of a pool keeps the task that started it, and may work for another one by now: for
 * which, nobody can know. So while any thread but a task's own waits for objects, every task of the
 * process counts as blocked, since it may be waiting for that thread.
 */
public final class TaskContext {
  private static final InheritableThreadLocal<@Nullable TaskContext> CURRENT =
      new InheritableThreadLocal<>();

  /** The tasks that run in this process, whichever of its workers has them. */
  private static final Set<TaskContext> RUNNING = ConcurrentHashMap.newKeySet();

  /** How many threads that are no task's own wait for objects. */
  private static final AtomicInteger STRAYS = new AtomicInteger();

  private final TaskInvocation task;
  private final TaskExecutor executor;
  private final Thread thread = Thread.currentThread();

  @GuardedBy("this")
  private int waitingThreads;

  /** Whether the task counts as blocked for the sake of a stray thread. */
  @GuardedBy("this")
  private boolean stalled;

  @GuardedBy("this")
  private boolean ended;

  /** Never read: it is reachable for as long as this context is. Written by the task's thread. */
  @SuppressWarnings({"unused", "FieldCanBeLocal"})
  private volatile @Nullable Object kept;

  /** Made by the thread that runs the task. */
  TaskContext(TaskInvocation task, TaskExecutor executor) {
    this.task = task;
    this.executor = executor;
  }

  /** The task that the calling thread works for, or null on a thread that no task started. */
  public static @Nullable TaskContext current() {
    return CURRENT.get();
  }

  /** The calling thread, which made this context, begins to run the task. */
  void begin() {
    CURRENT.set(this);
    RUNNING.add(this);
  }

  /** The task itself. */
  public TaskId taskId() {
    return task.id();
  }

  /** The depth of the tasks that this one submits. */
  public int childDepth() {
    return task.depth() + 1;
  }

  /** How people know the task. */
  public String taskName() {
    return task.name();
  }

  /** The thread that runs a task of an executor, or null if it does not run it, or no more. */
  static @Nullable TaskContext running(TaskExecutor executor, int slot, long lease) {
    for (TaskContext context : RUNNING) {
      if (context.executor == executor
          && context.task.slot() == slot
          && context.task.lease() == lease) {
        return context;
      }
    }
    return null;
  }

  Thread thread() {
    return thread;
  }

  /** Interrupts the task's thread, unless it has gone on to another task. */
  synchronized void interrupt() {
    if (!ended) {
      thread.interrupt();
    }
  }

  /** The calling thread is about to wait for objects; {@link #afterWait} must follow. */
  public synchronized void beforeWait() {
    if (waitingThreads++ == 0 && !ended) {
      executor.onTaskBlocked(task);
    }
  }

  /** The calling thread has waited. */
  public synchronized void afterWait() {
    if (--waitingThreads == 0 && !ended) {
      executor.onTaskUnblocked(task);
    }
  }

  /** Keeps a value reachable until the task's end has been reported. */
  public void keepUntilReported(@Nullable Object value) {
    kept = value;
  }

  /**
   * The calling thread no longer runs the task; returns whether a thread that it started still
   * waits, its slot given back.
   */
  boolean end() {
    CURRENT.remove();
    RUNNING.remove(this);
    synchronized (this) {
      ended = true;
      return waitingThreads > 0;
    }
  }

  /** Whether the calling thread may work for a task that is not its {@link #current} one. */
  public static boolean isStray() {
    TaskContext context = CURRENT.get();
    if (context == null) {
      // of the threads that no task started, only those of the common pool serve everybody
      return Thread.currentThread() instanceof ForkJoinWorkerThread && !RUNNING.isEmpty();
    }
    return context.thread != Thread.currentThread();
  }

  /** The calling thread is stray and about to wait; {@link #afterStrayWait} must follow. */
  public static void beforeStrayWait() {
    STRAYS.incrementAndGet();
    duringStrayWait();
  }

  /** To be called now and then while a stray thread waits, for the tasks that began meanwhile. */
  public static void duringStrayWait() {
    RUNNING.forEach(context -> context.setStalled(true));
  }

  /** The calling thread has waited. */
  public static void afterStrayWait() {
    if (STRAYS.decrementAndGet() == 0) {
      RUNNING.forEach(context -> context.setStalled(false));
    }
  }

  private synchronized void setStalled(boolean now) {
    if (now == stalled || ended) {
      return;
    }
    stalled = now;
    if (now) {
      beforeWait();
    } else {
      afterWait();
    }
  }
}
