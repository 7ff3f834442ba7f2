package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.kept.KeptTaskWriter;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each task that failed by itself as a file in a folder, for {@code Ray.replay}: not one that
 * failed with an input, was never begun, or ended with the session.
 *
 * <p>Thread-safe. Files are written by a thread of its own, which ends when idle; until then a
 * task's inputs are held, and pinned unless they are on disk. What fails here is logged and harms
 * nothing else. {@code close} waits a while for what is left; the store must be open until then.
 */
public final class FailedTasks implements FailureListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FailedTasks.class);

  /** How many tasks may wait to be written, and which part of the store their inputs may take. */
  static final int MAX_WAITING = 100;

  private static final int MAX_WAITING_SHARE = 4;

  private static final int IDLE_SECONDS = 10;
  private static final int CLOSE_SECONDS = 30;
  private static final int MAX_NAME_LENGTH = 100;

  private final ObjectStore store;
  private final Path folder;
  private final ThreadPoolExecutor writer;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean saidDropped = new AtomicBoolean();

  // the writer's: whether the last file could not be written, and whether any could, and was said
  private boolean saidUnwritable;
  private boolean saidKept;

  /**
   * Keeps none yet.
   *
   * @param folder where; made with the first file
   */
  public FailedTasks(ObjectStore store, Path folder) {
    this(store, folder, newWriter());
  }

  /** For tests. */
  FailedTasks(ObjectStore store, Path folder, ThreadPoolExecutor writer) {
    this.store = store;
    this.folder = folder;
    this.writer = writer;
  }

  static ThreadPoolExecutor newWriter() {
    ThreadPoolExecutor writer =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            work -> {
              Thread thread = new Thread(work, "ray4j-failed-tasks");
              thread.setDaemon(true);
              return thread;
            });
    writer.allowCoreThreadTimeOut(true);
    return writer;
  }

  /**
   * A task that waits to be written.
   *
   * @param task holds its inputs, apart from the task that failed
   * @param inputs null while its inputs are to be brought back from disk
   * @param bytes what the inputs take in the store
   */
  private record Waiting(
      TaskEntry task,
      int attempts,
      TaskFailure failure,
      InputPins pins,
      @Nullable List<TaskInput> inputs,
      long bytes) {}

  @Override
  public void onTaskFailed(TaskEntry task, ObjectValue.Failed failed) {
    try {
      TaskFailure failure = TaskFailure.fromBytes(failed.failure());
      if (failure.task().equals(task.spec.id().toString()) && isKept(failure.kind())) {
        enqueue(task, failure);
      }
    } catch (RuntimeException e) { // the failure must reach those who wait for it
      LOG.warn("The failed task {} is not kept", task.spec.id(), e);
    }
  }

  /** Whether a function was at fault, or what it was given. */
  private static boolean isKept(TaskFailure.Kind kind) {
    return switch (kind) {
      case FUNCTION_THREW,
          OUT_OF_MEMORY,
          SERIALIZATION,
          BAD_CALL,
          WORKER_CRASHED,
          STORE_FULL,
          TIMED_OUT ->
          true;
      case OBJECT_LOST, OBJECT_FREED, NO_WORKER, CANCELLED, SHUT_DOWN -> false;
    };
  }

  private void enqueue(TaskEntry failed, TaskFailure failure) {
    TaskEntry task = TaskEntry.of(failed.spec, failed.result, failed.profile, store);
    List<ObjectEntry> stored = task.storedInputs(store);
    long bytes = stored.stream().mapToLong(FailedTasks::bytesOf).sum();
    InputPins pins = InputPins.tryPin(store, stored);
    Waiting waiting =
        new Waiting(
            task,
            failed.begun(),
            failure,
            pins == null ? InputPins.NONE : pins,
            pins == null ? null : task.inputs(pins),
            bytes);
    long before = waitingBytes.getAndAdd(bytes);
    boolean room = before == 0 || before + bytes <= store.capacityBytes() / MAX_WAITING_SHARE;
    try {
      if (room) {
        writer.execute(() -> write(waiting));
        return;
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("no room for {}", task.spec.id(), e);
    }
    end(waiting, waiting.pins);
    if (!writer.isShutdown() && !saidDropped.getAndSet(true)) {
      LOG.warn(
          "Tasks fail faster than they can be kept in {}: {} is not kept, and others may not be",
          folder,
          task.spec.id());
    }
  }

  private static long bytesOf(ObjectEntry input) {
    return input.value() instanceof ObjectValue.Stored stored ? stored.extent().length() : 0;
  }

  private void end(Waiting waiting, InputPins pins) {
    pins.unpin(store);
    waiting.task.letGoInputs(store);
    waitingBytes.addAndGet(-waiting.bytes);
  }

  /** On the writer's thread. */
  private void write(Waiting waiting) {
    TaskSpec spec = waiting.task.spec;
    InputPins pins = waiting.pins;
    try {
      List<TaskInput> inputs = waiting.inputs;
      if (inputs == null) {
        pins = InputPins.await(store, waiting.task.storedInputs(store));
        inputs = waiting.task.inputs(pins);
      }
      Path file = writeFile(waiting, inputs);
      saidUnwritable = false;
      if (saidKept) {
        LOG.debug("A failed task is kept as {}", file);
      } else {
        LOG.info("Failed tasks are kept, the first one as {}", file);
      }
      saidKept = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session is over
    } catch (IOException | RuntimeException e) {
      if (saidUnwritable) {
        LOG.debug("The failed task {} is not kept in {}", spec.id(), folder, e);
      } else {
        LOG.warn("The failed task {} is not kept in {}: {}", spec.id(), folder, e.toString());
      }
      saidUnwritable = true;
    } finally {
      end(waiting, pins);
    }
  }

  private Path writeFile(Waiting waiting, List<TaskInput> inputs)
      throws IOException, InterruptedException {
    TaskSpec spec = waiting.task.spec;
    TaskFailure failure = waiting.failure;
    String reason =
        "%s failed in task=%s on %s, attempt %d: %s"
            .formatted(
                spec.name(), spec.id(), failure.worker(), waiting.attempts, failure.message());
    try (KeptTaskWriter file = KeptTaskWriter.create(folder, fileName(waiting), reason)) {
      return file.finish(new FailedTaskCopy(store, file).copy(spec, inputs));
    }
  }

  private static String fileName(Waiting waiting) {
    TaskSpec spec = waiting.task.spec;
    String function = spec.function().displayName().replaceAll("[^\\p{Alnum}._-]", "_");
    return "%s-%s-%d"
        .formatted(
            function.substring(0, Math.min(function.length(), MAX_NAME_LENGTH)),
            spec.id(),
            waiting.attempts);
  }

  @Override
  public void close() {
    writer.shutdown();
    if (!awaitEnd(CLOSE_SECONDS)) {
      LOG.warn("Not all failed tasks are kept in {}: it takes too long", folder);
      writer.shutdownNow();
      awaitEnd(1); // it deletes what it has not finished
    }
  }

  /** Waits for the last file, whatever interrupts come; returns whether it is there. */
  private boolean awaitEnd(int seconds) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return writer.awaitTermination(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
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
}
