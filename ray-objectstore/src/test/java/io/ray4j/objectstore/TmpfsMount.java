package io.ray4j.objectstore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, to fill it up; the test is skipped where none can be mounted. */
final class TmpfsMount implements AutoCloseable {
  private final Path folder;

  /** Mounts a tmpfs of that size over an existing folder. */
  TmpfsMount(Path folder, long bytes) {
    this.folder = folder;
    String failure = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
    Assumptions.assumeTrue(failure.isEmpty(), () -> "no tmpfs can be mounted here: " + failure);
  }

  long usableBytes() {
    return folder.toFile().getUsableSpace();
  }

  void makeReadOnly() {
    String failure = run("mount", "-o", "remount,ro", folder.toString());
    Assumptions.assumeTrue(failure.isEmpty(), () -> "cannot be mounted read-only: " + failure);
  }

  @Override
  public void close() {
    String failure = run("umount", folder.toString());
    if (!failure.isEmpty() && !run("umount", "-l", folder.toString()).isEmpty()) {
      throw new IllegalStateException("cannot unmount " + folder + ": " + failure);
    }
  }

  /** Empty, or why it failed. */
  private static String run(String... command) {
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
