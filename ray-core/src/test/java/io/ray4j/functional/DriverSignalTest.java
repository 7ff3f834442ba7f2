package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver that a signal ends while its workers are busy leaves nothing behind. */
@Timeout(60)
class DriverSignalTest {
  private static final long SIGINT_MASK = 1L << 1;

  @TempDir Path temp;
  private Process driver;
  private List<ProcessHandle> workers;

  @BeforeEach
  void startDriver() throws IOException {
    assumeFalse(ignoresInterrupts(), "a background job ignores SIGINT, and so do its children");
    driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path"),
                SignalledDriver.class.getName())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = driver.inputReader(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    String line;
    while (lines.stream().filter(seen -> seen.endsWith("running")).count() < 2
        && (line = output.readLine()) != null) {
      lines.add(line);
    }
    workers = driver.children().toList();
    assertThat(workers).as(String.join("\n", lines)).hasSize(2);
    assertThat(filesOfDriver()).isNotEmpty();
  }

  @AfterEach
  void killWhatIsLeft() {
    if (driver != null) {
      driver.destroyForcibly();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void shouldLeaveNothingAfterSigterm() throws Exception {
    driver.destroy();
    assertNothingIsLeft();
  }

  @Test
  void shouldLeaveNothingAfterSigint() throws Exception {
    interrupt(List.of(driver.toHandle()));
    assertNothingIsLeft();
  }

  /** As a terminal does on Ctrl-C: the whole process group gets the signal. */
  @Test
  void shouldLeaveNothingAfterCtrlC() throws Exception {
    List<ProcessHandle> group = new ArrayList<>(workers);
    group.add(driver.toHandle());
    interrupt(group);
    assertNothingIsLeft();
  }

  private static void interrupt(List<ProcessHandle> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/kill", "-INT"));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** An ignored signal stays ignored in every child, and the JVM leaves it alone. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0");
    return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & SIGINT_MASK) != 0;
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(driver.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.exitValue()).isGreaterThan(128); // ended by the signal
    for (ProcessHandle worker : workers) {
      assertThat(worker.isAlive()).as("worker pid=%d", worker.pid()).isFalse();
    }
    assertThat(filesOfDriver()).isEmpty();
  }

  /** Folders, and so sockets and segments, of the driver's sessions. */
  private List<Path> filesOfDriver() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> inTemp = Files.list(temp)) {
      inTemp.filter(file -> file.getFileName().toString().startsWith("ray4j-")).forEach(files::add);
    }
    Path shared = Path.of("/dev/shm");
    if (Files.isDirectory(shared)) {
      try (Stream<Path> inShared = Files.list(shared)) {
        inShared
            .filter(file -> file.getFileName().toString().startsWith("ray4j-" + driver.pid() + "-"))
            .forEach(files::add);
      }
    }
    return files;
  }
}
