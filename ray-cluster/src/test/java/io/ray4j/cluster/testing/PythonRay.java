package io.ray4j.cluster.testing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Ray of the version that {@code ray-cluster} is compiled against: one node on loopback,
 * which Python's {@code ray start} starts out of a virtual environment below {@code target}.
 *
 * <p>The environment is made once and kept. Used by one thread. {@link #close} ends every process;
 * so does the end of this JVM.
 */
final class PythonRay implements RunningRay {
  /** Ray takes 127.0.0.1 for a wish to be told the machine's own address. */
  private static final String LOOPBACK = "127.0.0.2";

  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(9);
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final RayServer head;
  private final Path folder;
  private final Guard guard;
  private final int port;

  private PythonRay(RayServer head, Path folder, Guard guard, int port) {
    this.head = head;
    this.folder = folder;
    this.guard = guard;
    this.port = port;
  }

  /** Skips the test, with the reason, where there is no Python or no such Ray for it. */
  static PythonRay start(String version, String name) throws Exception {
    Path target = Path.of("target").toAbsolutePath();
    Path logs = target.resolve("ray-logs").resolve(name);
    Folders.deleteTree(logs);
    Files.createDirectories(logs);
    Path ray = install(target.resolve("ray-" + version), version, logs);
    Path folder = Files.createTempDirectory("ray4j-cluster-");
    Guard guard = Guard.start(folder);
    int port = TestCluster.freePort();
    RayServer head =
        RayServer.start(
            "ray-start",
            logs,
            List.of(
                "env",
                "RAY_USAGE_STATS_ENABLED=0",
                // the raylet starts its workers with the first java that it finds
                "PATH=" + javaFolder() + ":" + System.getenv("PATH"),
                ray.toString(),
                "start",
                "--head",
                "--block",
                "--node-ip-address=" + LOOPBACK,
                "--port=" + port,
                "--num-cpus=" + 2 * TestCluster.CPUS_PER_NODE, // as its two nodes have
                "--resources={\"node1\": " + TestCluster.OF_ITS_OWN + "}",
                "--object-store-memory=" + (256L << 20),
                "--include-dashboard=false",
                "--disable-usage-stats",
                "--temp-dir=" + folder));
    guard.watch(head.handle().pid());
    PythonRay started = new PythonRay(head, folder, guard, port);
    try {
      await("ray start").atMost(START_LIMIT).until(() -> started.isUp());
      return started;
    } catch (Throwable e) {
      started.close();
      throw e;
    }
  }

  private static Path javaFolder() {
    return Path.of(ProcessHandle.current().info().command().orElseThrow()).getParent();
  }

  private boolean isUp() throws IOException {
    head.assertAlive();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), 1_000);
      return Files.exists(folder.resolve("session_latest/sockets/raylet"));
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** Makes the environment unless it is there; returns its {@code ray}. */
  private static Path install(Path environment, String version, Path logs) throws Exception {
    Path ray = environment.resolve("bin/ray");
    Path log = logs.resolve("install.log");
    if (Files.isExecutable(ray)) {
      return ray;
    }
    String python = System.getProperty("ray4j.python", "python3");
    assumeTrue(
        succeeds(log, python, "-m", "venv", environment.toString()),
        python
            + " makes no virtual environment here, see "
            + log
            + "; -Dray4j.python names another");
    String pip = environment.resolve("bin/pip").toString();
    assumeTrue(
        succeeds(log, pip, "install", "--disable-pip-version-check", "ray==" + version),
        "ray==" + version + " cannot be had for " + python + ", see " + log);
    return ray;
  }

  private static boolean succeeds(Path log, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      boolean ended = process.waitFor(INSTALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  @Override
  public String address() {
    return LOOPBACK + ":" + port;
  }

  @Override
  public void close() {
    head.stop();
    guard.close();
    try {
      Folders.deleteTree(folder);
    } catch (IOException e) {
      throw new IllegalStateException("cannot delete " + folder, e);
    }
  }
}
