package io.ray4j.scheduler.pool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Forks worker JVMs.
 *
 * <p>Thread-safe. The arguments that all workers share lie in a file of the session's folder, since
 * a class path can be longer than a command line may be.
 */
public final class WorkerLauncher {
  /** The environment variable that carries the session's token; arguments can be read by anyone. */
  public static final String TOKEN_VARIABLE = "RAY4J_TOKEN";

  /** Options meant for the driver (a debugger's port, an agent) that a fork would inherit. */
  private static final List<String> DRIVER_ONLY = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");

  private final Path java;
  private final Path argumentFile;
  private final String token;

  /**
   * Prepares to fork.
   *
   * @param java the {@code java} binary
   * @param arguments the JVM's options, the main class and the arguments that all workers share
   * @param argumentFile is written: holds them
   * @param token the session's token
   */
  public WorkerLauncher(Path java, List<String> arguments, Path argumentFile, String token)
      throws IOException {
    this.java = java;
    this.argumentFile = argumentFile;
    this.token = token;
    List<String> lines = new ArrayList<>();
    for (String argument : arguments) {
      lines.add('"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
    Files.write(argumentFile, lines, StandardCharsets.UTF_8);
  }

  Process launch(int worker) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(java.toString(), "@" + argumentFile, Integer.toString(worker));
    Map<String, String> environment = builder.environment();
    DRIVER_ONLY.forEach(environment::remove);
    environment.put(TOKEN_VARIABLE, token);
    Process process = builder.start();
    process.getOutputStream().close(); // a worker that reads its input meets the end of it
    return process;
  }
}
