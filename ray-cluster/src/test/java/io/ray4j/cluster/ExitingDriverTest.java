package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.cluster.testing.RunningRay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The end of a driver whose task still runs: on a cluster of its own, for Ray 1.0.1 may lose the
 * node then, and every driver with it.
 */
@Timeout(120)
class ExitingDriverTest {
  @TempDir private Path folder;

  @Test
  void shouldLetADriverExitWhoseThreadsAreInRay() throws Exception {
    try (RunningRay cluster = RunningRay.start("exit")) {
      exit(cluster.address());
    }
  }

  private void exit(String address) throws Exception {
    Path output = folder.resolve("output");
    Path notes = folder.resolve("notes");
    Process driver =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-classpath",
                System.getProperty("java.class.path"),
                ExitingDriver.class.getName(),
                address,
                notes.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(driver.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      driver.destroyForcibly();
      Files.createFile(Path.of(notes + ".gate"));
    }
    assertThat(driver.exitValue()).as(Files.readString(output)).isEqualTo(3);
    assertThat(NodeTasks.begun(notes)).hasSize(1);
  }
}
