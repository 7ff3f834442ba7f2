package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Processes as the system sees them. A handle is not mistaken for a later process of its id. */
final class Processes {
  private static final char GONE = 'Z'; // nobody has asked for its exit code yet
  private static final char STOPPED = 'T';

  private Processes() {}

  /** Whether {@code /proc} tells what processes do. */
  static boolean canBeSeen() {
    return Files.isReadable(Path.of("/proc/self/stat"));
  }

  /** Whether it has ended. */
  static boolean isGone(ProcessHandle process) {
    return !process.isAlive() || stateOf(process) == GONE;
  }

  static boolean isStopped(ProcessHandle process) {
    return stateOf(process) == STOPPED;
  }

  /** The letter that the system has for what it does. */
  private static char stateOf(ProcessHandle process) {
    try {
      // the name, in parentheses, may hold anything
      String line =
          Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
      return line.charAt(line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return process.isAlive() ? '?' : GONE; // there is no /proc, or no such process
    }
  }

  /** Sends a signal as a terminal would; false if the process has gone by itself. */
  static boolean signal(String name, ProcessHandle process) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      boolean sent = kill.onExit().join().exitValue() == 0;
      assertThat(sent || isGone(process)).as("kill -%s %s", name, process.pid()).isTrue();
      return sent;
    } catch (IOException e) {
      throw new IllegalStateException("cannot send SIG" + name, e);
    }
  }

  /** Waits until all have ended; returns how long that took. */
  static Duration awaitGone(List<ProcessHandle> processes, Duration limit) {
    long startNs = System.nanoTime();
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () ->
                assertThat(processes.stream().filter(process -> !isGone(process)))
                    .as("alive")
                    .isEmpty());
    return Duration.ofNanos(System.nanoTime() - startNs);
  }
}
