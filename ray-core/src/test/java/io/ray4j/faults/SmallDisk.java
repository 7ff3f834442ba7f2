package io.ray4j.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A small file system of its own, to fill it up; the test is skipped where none can be mounted. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  /** Mounts one over an empty folder. */
  SmallDisk(Path folder, long bytes) throws IOException {
    this.folder = folder;
    String failure = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
    assumeTrue(failure.isEmpty(), () -> "no file system can be mounted here: " + failure);
  }

  Path folder() {
    return folder;
  }

  long usableBytes() {
    return folder.toFile().getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    String failure = run("umount", "-l", folder.toString());
    if (!failure.isEmpty()) {
      throw new IOException("cannot unmount " + folder + ": " + failure);
    }
  }

  /** Empty, or why it failed. */
  private static String run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      int exit = process.onExit().join().exitValue();
      return exit == 0 ? "" : "exitCode=" + exit + " " + output;
    } catch (IOException e) {
      return e.toString(); // there is no such command
    }
  }
}
