package io.ray4j.scheduler.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** Starts and does not become a worker. Forked by {@link WorkerPoolTest}. */
final class UnfitWorker {
  private UnfitWorker() {}

  /**
   * Runs.
   *
   * @param args what to do: {@code exit}, {@code linger} or a signal's name, each with {@code :n}
   *     for the n-th start and {@code linger} for those after it; the folder for the notes; the
   *     worker's number
   */
  public static void main(String[] args) throws Exception {
    Path starts = Path.of(args[1], "starts");
    String line = args[2] + " " + ProcessHandle.current().pid() + "\n";
    Files.writeString(starts, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    int before = Files.readAllLines(starts).size();
    String[] what = args[0].split(":", 2);
    System.out.println("these are the worker's own words");
    if (what.length == 2 && before > Integer.parseInt(what[1])) {
      linger();
    }
    switch (what[0]) {
      case "exit" -> System.exit(3);
      case "exitUnlessFirst" -> {
        if (!args[2].equals("1")) {
          System.exit(3);
        }
        linger();
      }
      case "OOM" -> {
        Files.writeString(Path.of(args[1], "counters"), "oom_kill " + before);
        signal("KILL");
      }
      default -> signal(what[0]);
    }
  }

  private static void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    linger();
  }

  private static void linger() throws InterruptedException {
    new CountDownLatch(1).await(); // the pool kills it
  }
}
