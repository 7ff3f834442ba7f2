package io.ray4j.cluster.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A shell that ends the cluster's processes and deletes its folder if this JVM dies without doing
 * so, be it by {@code kill -9}: the end of this process is the end of the shell's input.
 *
 * <p>Used by one thread. {@link #close} lets the shell go without doing anything.
 */
final class Guard implements AutoCloseable {
  /** Reads pids until the input ends; "done" means that nothing is left to end. */
  private static final String SCRIPT =
      """
      folder=$1 pids=
      while read -r word; do
        if [ "$word" = done ]; then exit; fi
        pids="$word $pids"
      done
      for pid in $pids; do
        kill -9 $(cat "/proc/$pid/task/$pid/children") "$pid"
      done
      rm -rf "$folder"
      """;

  private final Process shell;
  private final OutputStream input;

  private Guard(Process shell) {
    this.shell = shell;
    input = shell.getOutputStream();
  }

  static Guard start(Path folder) throws IOException {
    return new Guard(
        new ProcessBuilder("sh", "-c", SCRIPT, "sh", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  void watch(long pid) throws IOException {
    tell(Long.toString(pid));
  }

  private void tell(String word) throws IOException {
    input.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    input.flush();
  }

  @Override
  public void close() {
    try (input) {
      tell("done");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shell.onExit().join();
  }
}
