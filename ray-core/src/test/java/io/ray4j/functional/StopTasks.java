package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayInterruptedException;
import io.ray4j.Remote;
import io.ray4j.TaskCancelledException;
import io.ray4j.TaskOptions;
import io.ray4j.TaskTimeoutException;
import io.ray4j.WorkerCrashedException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Remote functions that go on until they are stopped, or fail until they have failed often enough.
 *
 * <p>Each notes in a file that it has begun, one line with its pid a time.
 */
final class StopTasks {
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private StopTasks() {}

  static List<String> begun(Path notes) throws IOException {
    try {
      return Files.readAllLines(notes);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static int note(String notes) throws IOException {
    String line = ProcessHandle.current().pid() + "\n";
    Files.writeString(Path.of(notes), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return begun(Path.of(notes)).size();
  }

  /** Heeds no interrupt. */
  @Remote
  static int spin(String notes) throws IOException {
    note(notes);
    while (true) {
      Thread.onSpinWait();
    }
  }

  /** Waits inside the operating system, where no interrupt reaches it, for somebody who writes. */
  @Remote
  static int readPipe(String notes, String pipe) throws IOException {
    note(notes);
    try (FileInputStream in = new FileInputStream(pipe)) {
      return in.read();
    }
  }

  /** Waits until it is interrupted, and says so in a second file. */
  @Remote
  static int await(String notes) throws Exception {
    note(notes);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      note(notes + ".interrupted");
      throw e;
    }
    return 0;
  }

  /** Answers the interrupt with a large value. */
  @Remote
  static double[] awaitAndReturn(String notes) throws Exception {
    note(notes);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      note(notes + ".interrupted");
    }
    return new double[100_000];
  }

  @Remote
  static int count(String notes) throws IOException {
    return note(notes);
  }

  /** Waits for a ref that is not ready. */
  @Remote
  static int awaitRef(String notes, List<ObjectRef<Integer>> ref) throws IOException {
    note(notes);
    try {
      return ref.get(0).get();
    } catch (RayInterruptedException e) {
      note(notes + ".interrupted");
      throw e;
    }
  }

  /** Throws as often as it is told to. */
  @Remote(retryOn = IOException.class)
  static int refuse(String notes, int times) throws IOException {
    int run = note(notes);
    if (run <= times) {
      throw new Refused("refused for the " + run + ". time");
    }
    return run;
  }

  @Remote
  static int halt(String notes) throws IOException {
    note(notes);
    Runtime.getRuntime().halt(7);
    return 0;
  }

  /** Submits a task that goes on until it is stopped, and waits for it. */
  @Remote
  static int parentOf(String notes, String childNotes) throws IOException {
    note(notes);
    return Ray.remote(StopTasks::await, childNotes).get();
  }

  /** Submits a task that goes on for ever, and dies once that has begun. */
  @Remote(maxRetries = 0)
  static int dieAsParentOf(String childNotes) throws IOException {
    ObjectRef<Integer> child = Ray.remote(StopTasks::spin, childNotes);
    while (begun(Path.of(childNotes)).isEmpty()) {
      Thread.onSpinWait();
    }
    Runtime.getRuntime().halt(7);
    return child.get();
  }

  /** Waits for a task that ends the worker that it runs in. */
  @Remote
  static int parentOfKiller(String notes) throws IOException {
    note(notes);
    return Ray.remote(StopTasks::halt, notes + ".child").get();
  }

  /** Gives a task little time, and says what came of it. */
  @Remote
  static String hurry(String notes, String childNotes) throws IOException {
    note(notes);
    TaskOptions soon = TaskOptions.builder().timeout(Duration.ofMillis(300)).build();
    try {
      return "not stopped: " + Ray.function(StopTasks::spin).options(soon).remote(childNotes).get();
    } catch (TaskTimeoutException e) {
      return "stopped";
    } catch (WorkerCrashedException e) {
      return "crashed: " + e.getMessage();
    }
  }

  /** Cancels a task once that has begun, and says what came of it. */
  @Remote
  static String cancel(String childNotes) throws IOException {
    ObjectRef<Integer> child = Ray.remote(StopTasks::await, childNotes);
    while (begun(Path.of(childNotes)).isEmpty()) {
      Ray.wait(List.of(child), 1, Duration.ofMillis(1));
    }
    boolean cancelled = child.cancel();
    boolean again = child.cancel();
    try {
      child.get();
      return "not cancelled";
    } catch (TaskCancelledException e) {
      return cancelled + " " + again;
    }
  }
}
