package io.ray4j.scheduler.pool;

import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.worker.WorkerLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A worker that says how large its heap is and runs no function. Forked by {@link LargeWorkerTest}.
 */
final class FitWorker {
  private FitWorker() {}

  /**
   * Runs.
   *
   * @param args which are fit: {@code all} or {@code large}; the socket, the folder for claim words
   *     and notes, and the worker's number
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[2]);
    boolean large = System.getenv(WorkerLauncher.LARGE_VARIABLE) != null;
    Files.writeString(
        folder.resolve("heap-" + args[3]), Runtime.getRuntime().maxMemory() + " " + large);
    if (args[0].equals("large") && !large) {
      System.exit(1);
    }
    WorkerLoop.run(
        new WorkerLoop.Settings(
            Path.of(args[1]),
            folder,
            System.getenv(WorkerLauncher.TOKEN_VARIABLE),
            1,
            ProcessHandle.current().pid(),
            Integer.parseInt(args[3]),
            1),
        client -> task -> new ObjectValue.Inline(new byte[0], List.of()),
        FitWorker.class.getClassLoader());
  }
}
