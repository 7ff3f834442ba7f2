package io.ray4j.cluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One server process of a Ray cluster, and the processes that it has started. Threadsafe. {@link
 * #stop} ends it and waits.
 */
final class RayServer {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Path log;
  private final Process process;
  private volatile List<ProcessHandle> orphans = List.of();

  private RayServer(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Starts it; its output goes to a log file of that name. */
  static RayServer start(String name, Path logs, List<String> command) throws IOException {
    Path log = logs.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // gRPC would send calls on loopback through a proxy
    builder
        .environment()
        .keySet()
        .removeIf(variable -> variable.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    return new RayServer(name, log, builder.start());
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** The worker processes, if it is a raylet, also those that it left behind. */
  Stream<ProcessHandle> children() {
    return Stream.concat(process.descendants(), orphans.stream());
  }

  /** Fails if it has ended, with the end of its log. */
  void assertAlive() throws IOException {
    if (!process.isAlive()) {
      List<String> lines = Files.readAllLines(log);
      throw new IllegalStateException(
          "%s has ended with exitCode=%d. The end of %s:%n%s"
              .formatted(
                  name,
                  process.exitValue(),
                  log,
                  String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()))));
    }
  }

  /** Ends it as {@code kill -9} does; its children are left to find out. */
  void kill() {
    orphans = children().toList();
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Ends it and its children, and waits until they are gone. */
  void stop() {
    List<ProcessHandle> children = children().toList();
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    children.forEach(child -> child.onExit().join());
  }
}
