package io.ray4j.cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TestClusterTest {
  private static final int SERVERS = 7; // 2 of Redis, gcs_server, and 2 for each node

  /** The logs of this process as a driver, and what a store has in shared memory. */
  private static List<Path> filesOfRay() throws IOException {
    List<Path> found = new ArrayList<>();
    String log = "." + ProcessHandle.current().pid() + ".log";
    if (Files.isDirectory(Path.of("/tmp/ray"))) {
      try (Stream<Path> files = Files.walk(Path.of("/tmp/ray"))) {
        files.filter(file -> file.toString().endsWith(log)).forEach(found::add);
      }
    }
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      files.filter(file -> file.getFileName().toString().startsWith("plasma")).forEach(found::add);
    }
    return found;
  }

  @Test
  void shouldLeaveNoProcessAndNoFile() throws Exception {
    List<ProcessHandle> processes;
    Path folder;
    try (TestCluster cluster = TestCluster.start("leaves-nothing")) {
      folder = cluster.folder();
      Ray.init(RayConfig.builder().address(cluster.address()).build());
      try {
        assertThat(Ray.remote((double[] values) -> values, new double[100_000]).get())
            .hasSize(100_000);
        processes = cluster.processes();
        assertThat(processes).as("servers and workers").hasSizeGreaterThan(SERVERS);
      } finally {
        Ray.shutdown();
      }
    }
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(folder).doesNotExist();
    assertThat(filesOfRay()).isEmpty();
  }

  @Test
  void shouldEndWithTheProcessThatStartedIt() throws Exception {
    Process starter =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-classpath",
                System.getProperty("java.class.path"),
                DyingStarter.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<ProcessHandle> servers = new ArrayList<>();
    Path folder;
    try (BufferedReader output = starter.inputReader()) {
      folder = Path.of(output.readLine());
      for (String line = output.readLine(); !line.equals("up"); line = output.readLine()) {
        servers.add(ProcessHandle.of(Long.parseLong(line)).orElseThrow());
      }
    } finally {
      starter.destroyForcibly();
    }
    assertThat(servers).hasSize(SERVERS);
    assertThat(starter.waitFor()).as("killed").isEqualTo(128 + 9);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(servers).noneMatch(ProcessHandle::isAlive);
              assertThat(folder).doesNotExist();
            });
  }
}
