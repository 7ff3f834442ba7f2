package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.faults.DyingDriver.Death;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a driver dies and whatever its workers do, they go, and the next session sweeps. */
@Timeout(180)
class DriverDeathTest {
  /** It should be 2 s; a machine that has other things to do may need longer. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private final List<Driver> drivers = new ArrayList<>();

  @BeforeEach
  void makePipe() throws Exception {
    assumeTrue(Processes.canBeSeen(), "there is no /proc to ask");
    Process make = new ProcessBuilder("mkfifo", Activity.pipe(folder).toString()).start();
    assertThat(make.waitFor()).isZero();
  }

  @AfterEach
  void end() {
    Ray.shutdown();
    for (Driver driver : drivers) {
      driver.process.destroyForcibly();
      driver.workers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** A driver in a process of its own, whose workers all are busy. */
  private final class Driver {
    final Process process;
    final Path folder;
    final List<ProcessHandle> workers;

    Driver(Death death, List<Activity> activities) throws IOException {
      folder =
          Files.createDirectory(DriverDeathTest.this.folder.resolve("driver" + drivers.size()));
      Files.createSymbolicLink(Activity.pipe(folder), Activity.pipe(DriverDeathTest.this.folder));
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:-CreateCoredumpOnCrash",
                  "-XX:ErrorFile=" + folder.resolve("driver.log")));
      command.add(death.option);
      command.addAll(
          List.of(
              "-cp",
              System.getProperty("java.class.path"),
              DyingDriver.class.getName(),
              folder.toString(),
              death.name()));
      activities.forEach(activity -> command.add(activity.name()));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      drivers.add(this);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  activities.stream()
                      .allMatch(activity -> Files.exists(folder.resolve(activity.name()))));
      workers = process.children().toList();
      assertThat(workers).hasSize(activities.size());
    }

    void die(Death death) throws Exception {
      Files.createFile(folder.resolve(DyingDriver.DIE));
      if (death == Death.KILLED) {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(death.exitCode);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndAllWorkersWhateverTheyDo(Death death) throws Exception {
    Driver driver = new Driver(death, List.of(Activity.values()));
    driver.die(death);
    Duration taken = Processes.awaitGone(driver.workers, LIMIT);
    System.out.printf("all workers were gone %d ms after the driver%n", taken.toMillis());
  }

  /** A stopped process can neither see nor do anything. */
  @Test
  void shouldEndAStoppedWorkerWithTheNextSessionButNoneOfALiveOne() throws Exception {
    List<Activity> two = List.of(Activity.SPIN, Activity.SLEEP_ON);
    Driver dead = new Driver(Death.KILLED, two);
    Driver alive = new Driver(Death.KILLED, two);
    ProcessHandle stopped = dead.workers.get(0);
    for (ProcessHandle worker : List.of(stopped, alive.workers.get(0))) {
      Processes.signal("STOP", worker);
      await().until(() -> Processes.isStopped(worker));
    }
    dead.die(Death.KILLED);
    Processes.awaitGone(List.of(dead.workers.get(1)), LIMIT);
    assertThat(Processes.isStopped(stopped)).isTrue();

    for (Driver driver : drivers) {
      Ray.init(RayConfig.builder().workers(1).sessionDirectory(driver.folder).build());
      assertThat(Ray.remote(Activity::nothing).get()).isZero();
      Ray.shutdown(); // waits for the sweep
    }

    Processes.awaitGone(List.of(stopped), LIMIT);
    assertThat(alive.workers).noneMatch(Processes::isGone);
    assertThat(alive.process.isAlive()).isTrue();
  }

  /** It was about to connect; otherwise it would try for ten seconds. */
  @Test
  void shouldEndAWorkerWhoseDriverDiedBeforeItListened() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // the shell is its parent, and has gone at once
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "\"$@\" 0 $$ 1 > /dev/null 2>&1 & echo $!",
                "sh",
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.ray4j.internal.WorkerMain",
                folder.resolve("control.sock").toString(),
                folder.toString(),
                "1")
            .start();
    String pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    ProcessHandle worker = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    try {
      assertThat(shell.waitFor()).isZero();
      await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("worker-1")));
      Processes.awaitGone(List.of(worker), LIMIT);
    } finally {
      worker.destroyForcibly();
    }
  }
}
