package io.ray4j.scheduler.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.transport.ClaimTable;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a worker's tasks in the order in which they came, one at a time; while a task waits for
 * objects, the next one runs on another thread.
 *
 * <p>Thread-safe. Its threads are daemons and end after a while without work, or with {@code
 * close}.
 */
public final class TaskExecutor implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final ClaimTable claims;
  private final TaskInvoker invoker;
  private final TaskReports reports;
  private final ClassLoader contextClassLoader;
  private final String threadName;
  private final Consumer<BooleanSupplier> helper;

  private final ReentrantLock lock = new ReentrantLock();

  /** Told when there is a task for an idle thread. */
  private final Condition work = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<TaskInvocation> queue = new ArrayDeque<>();

  /** Threads that run a task which does not wait for objects, or are about to. */
  @GuardedBy("lock")
  private int active;

  /** Threads that wait for work. */
  @GuardedBy("lock")
  private int idle;

  /** Idle threads that look for work by themselves: they need no signal. */
  @GuardedBy("lock")
  private int looking;

  /** Idle threads that have been told to go on. */
  @GuardedBy("lock")
  private int called;

  @GuardedBy("lock")
  private int started;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Makes an executor without threads.
   *
   * @param claims says whether a task that was handed over may still be run
   * @param invoker runs the functions
   * @param reports learns of ends and waits
   * @param contextClassLoader that of the threads that run tasks
   * @param threadName the beginning of the threads' names
   * @param helper has the calling thread read what the driver says, until the condition holds or
   *     nothing has come for a while
   */
  public TaskExecutor(
      ClaimTable claims,
      TaskInvoker invoker,
      TaskReports reports,
      ClassLoader contextClassLoader,
      String threadName,
      Consumer<BooleanSupplier> helper) {
    this.helper = helper;
    this.claims = claims;
    this.invoker = invoker;
    this.reports = reports;
    this.contextClassLoader = contextClassLoader;
    this.threadName = threadName;
  }

  /** Runs a task, after those that came before. Never waits. */
  public void onRunTask(TaskInvocation task) {
    lock.lock();
    try {
      queue.add(task);
      callThread();
    } finally {
      lock.unlock();
    }
  }

  void onTaskBlocked(TaskInvocation task) {
    lock.lock();
    try {
      active--;
      callThread();
    } finally {
      lock.unlock();
    }
    reports.taskBlocked(task);
  }

  void onTaskUnblocked(TaskInvocation task) {
    lock.lock();
    try {
      active++; // perhaps beside another: a task that may go on is not made to wait
    } finally {
      lock.unlock();
    }
    reports.taskUnblocked(task);
  }

  /** Has a thread take the next task, unless one is at work. */
  @GuardedBy("lock")
  private void callThread() {
    if (closed || active > 0 || queue.isEmpty()) {
      return;
    }
    active++;
    if (idle > called) {
      called++;
      if (looking == 0) {
        work.signal();
      }
    } else {
      Thread thread = new Thread(null, this::runTasks, threadName + ++started);
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((unused, cause) -> reports.threadDied(cause));
      thread.setContextClassLoader(contextClassLoader);
      thread.start();
    }
  }

  /** The body of a thread, which counts as active when it begins. */
  private void runTasks() {
    while (true) {
      TaskInvocation task = nextTask();
      if (task == null) {
        return;
      }
      TaskContext context = new TaskContext(task, this);
      context.begin(); // before the claim: who sees that it has begun can interrupt it
      if (claims.begin(task.slot(), task.lease())) {
        run(task, context);
      } else {
        endContext(context);
      }
    }
  }

  private void run(TaskInvocation task, TaskContext context) {
    long startNs = System.nanoTime();
    ObjectValue result = invoker.invoke(task);
    long durationNs = System.nanoTime() - startNs;
    boolean more = endContext(context);
    claims.end(task.slot(), task.lease());
    try {
      reports.taskFinished(task, durationNs, result, more);
    } finally {
      Reference.reachabilityFence(context);
    }
  }

  /** The calling thread has done with a task; returns whether another one follows at once. */
  private boolean endContext(TaskContext context) {
    boolean slotGiven = context.end();
    // whatever this task did to its thread is not meant for the next
    Thread.interrupted();
    Thread.currentThread().setContextClassLoader(contextClassLoader);
    lock.lock();
    try {
      active += slotGiven ? 1 : 0;
      return active == 1 && !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Interrupts the thread that runs a task, if one still does.
   *
   * @param dump is told first what all threads are doing; null if nobody wants to know
   */
  void interrupt(int slot, long lease, @Nullable Consumer<String> dump) {
    TaskContext context = TaskContext.running(this, slot, lease);
    if (context == null) {
      return;
    }
    if (dump != null) {
      dump.accept(ThreadDump.of(context.thread()));
    }
    context.interrupt();
  }

  /** The next task for the calling thread, which counts as active; null if the thread must end. */
  private @Nullable TaskInvocation nextTask() {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          return null;
        }
        if (active == 1 && !queue.isEmpty()) {
          return queue.poll();
        }
        active--;
        callThread(); // one that waited may have left tasks behind: see onTaskUnblocked
        if (!awaitCall()) {
          return null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits to be called, and so to be active; false after a while without a call. */
  @GuardedBy("lock")
  private boolean awaitCall() {
    long leftNs = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
    idle++;
    look();
    try {
      while (called == 0 && !closed) {
        if (leftNs <= 0) {
          return false;
        }
        try {
          leftNs = work.awaitNanos(leftNs);
        } catch (InterruptedException e) {
          // a late interrupt of a task that is over
        }
      }
      if (closed) {
        return false;
      }
      called--;
      return true;
    } finally {
      idle--;
    }
  }

  /** Reads what the driver says, until there is a call or nothing has come for a while. */
  @GuardedBy("lock")
  private void look() {
    if (called > 0) {
      return;
    }
    looking++;
    lock.unlock();
    try {
      helper.accept(this::isCalled);
    } finally {
      lock.lock();
      looking--;
    }
  }

  private boolean isCalled() {
    lock.lock();
    try {
      return called > 0 || closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
