package io.ray4j.objectstore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main of the tests in a JVM of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /** All that the program printed to both streams, after it ended well. */
  public static byte[] run(List<String> options, Class<?> program, String... arguments)
      throws Exception {
    return output(start(System.getProperty("java.home"), options, program, arguments));
  }

  /** Starts the program in a JVM of the given home; both its streams are one. */
  public static Process start(
      String javaHome, List<String> options, Class<?> program, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(javaHome, "bin", "java").toString()).redirectErrorStream(true);
    builder.command().addAll(options);
    builder.command().addAll(List.of("-cp", System.getProperty("java.class.path")));
    builder.command().add(program.getName());
    builder.command().addAll(List.of(arguments));
    return builder.start();
  }

  /** All that a program prints until it ends well. */
  public static byte[] output(Process process) throws Exception {
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(new String(output, StandardCharsets.UTF_8)).isZero();
    return output;
  }
}
