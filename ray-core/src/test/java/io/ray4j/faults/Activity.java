package io.ray4j.faults;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** What a task may be about that does not end, and so may keep its worker from its end. */
enum Activity {
  /** Never lets the processor go. */
  SPIN,
  /** Runs for many seconds in a loop that the JVM, left alone, makes one that it cannot stop. */
  COUNT,
  /** Is in the kernel, and waits for somebody to write. */
  READ_A_PIPE,
  /** Takes no interrupt for an answer. */
  SLEEP_ON,
  /** Waits for a result that does not come. */
  WAIT_IN_GET,
  /** Has added a shutdown hook that does not end. */
  HANG_IN_A_HOOK,
  /** Has started a thread that keeps its JVM alive. */
  KEEP_A_THREAD,
  /** Submits tasks, and puts objects, as fast as it can. */
  SUBMIT,
  /** Prints as fast as it can. */
  PRINT;

  private static final int WARM_ROUNDS = 30_000;

  @SuppressWarnings("UnusedVariable") // so that the loop has a use
  private static volatile long sink;

  /**
   * Never returns.
   *
   * @param folder where a file with the activity's name says that it is under way; has the pipe
   */
  @Remote(maxRetries = 0)
  static int run(Activity activity, String folder) throws IOException {
    Path ready = Path.of(folder, activity.name());
    switch (activity) {
      case SPIN -> {
        Files.createFile(ready);
        spin();
      }
      case COUNT -> {
        for (int round = 0; round < WARM_ROUNDS; round++) {
          sink = count(1_000, round);
        }
        Files.createFile(ready);
        while (true) {
          sink = count(Integer.MAX_VALUE, sink);
        }
      }
      case READ_A_PIPE -> {
        Files.createFile(ready);
        try (InputStream pipe = new FileInputStream(pipe(Path.of(folder)).toFile())) {
          return pipe.read();
        }
      }
      case SLEEP_ON -> {
        Files.createFile(ready);
        sleepOn();
      }
      case WAIT_IN_GET -> {
        ObjectRef<Integer> never = Ray.remote(Activity::never);
        Files.createFile(ready);
        return never.get();
      }
      case HANG_IN_A_HOOK -> {
        Runtime.getRuntime().addShutdownHook(new Thread(Activity::sleepOn));
        Files.createFile(ready);
        sleepOn();
      }
      case KEEP_A_THREAD -> {
        Thread thread = new Thread(Activity::sleepOn);
        thread.setDaemon(false);
        thread.start();
        Files.createFile(ready);
        sleepOn();
      }
      case SUBMIT -> {
        Files.createFile(ready);
        while (true) {
          sink =
              (long) Ray.remote(Activity::nothing).hashCode() + Ray.put(new long[1_000]).hashCode();
        }
      }
      case PRINT -> {
        Files.createFile(ready);
        while (true) {
          System.out.println("a line of a worker that cannot stop");
        }
      }
    }
    return 0;
  }

  @Remote(maxRetries = 0)
  static int never() {
    sleepOn();
    return 0;
  }

  @Remote
  static int nothing() {
    return 0;
  }

  /** The pipe that nobody writes to. */
  static Path pipe(Path folder) {
    return folder.resolve("pipe");
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  /** Each round takes as long as a division. */
  private static long count(int rounds, long seed) {
    long result = seed;
    for (int round = 1; round < rounds; round++) {
      result += (seed ^ result) / round;
    }
    return result;
  }

  private static void sleepOn() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // on purpose
      }
    }
  }
}
