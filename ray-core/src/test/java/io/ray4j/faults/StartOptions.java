package io.ray4j.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** JVM options that all workers of a session are started with, and that can be made bad ones. */
final class StartOptions {
  private final Path file;
  private final Path logs;

  /** Makes a file of options that has none yet, in an empty folder. */
  StartOptions(Path folder) throws IOException {
    file = Files.createFile(folder.resolve("options"));
    logs = Files.createDirectory(folder.resolve("logs"));
  }

  /** The JVM option that names the file. */
  String option() {
    return "-XX:VMOptionsFile=" + file;
  }

  /** A JVM that is started now makes a file for a log, and then ends. */
  void refuse() throws IOException {
    Files.writeString(
        file, "-Xlog:init=info:file=" + logs.resolve("%p") + "\n-XX:NoSuchOptionAtAll\n");
  }

  void allow() throws IOException {
    Files.writeString(file, "");
  }

  /** How many JVMs have ended so. */
  int refusals() {
    try (Stream<Path> files = Files.list(logs)) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
