package io.ray4j.scheduler.pool;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  /** The file with the arguments that all workers share, in the session's folder. */
  static final String ARGUMENT_FILE = "worker.args";

  /** Options meant for the driver (a debugger's port, an agent) that a fork would inherit. */
  private static final List<String> DRIVER_ONLY = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");

  private final Path java;
  private final List<String> arguments;
  private final Path folder;
  private final Path argumentFile;
  private final String token;

  /**
   * Prepares to fork.
   *
   * @param java the {@code java} binary
   * @param options the JVM's options, the main class and the arguments that all workers share
   * @param folder the session's: the file of arguments is written there, and fatal-error logs
   * @param token the session's token
   */
  public WorkerLauncher(Path java, List<String> options, Path folder, String token)
      throws IOException {
    this.java = java;
    this.arguments = new ArrayList<>(options);
    arguments.add(0, FatalErrorLog.option(folder)); // first: an option of the user's comes later
    this.folder = folder;
    this.argumentFile = folder.resolve(ARGUMENT_FILE);
    this.token = token;
    StringBuilder lines = new StringBuilder();
    for (String argument : arguments) {
      String quoted = argument.replace("\\", "\\\\").replace("\"", "\\\"");
      lines.append('"').append(quoted).append('"').append(System.lineSeparator());
    }
    Files.createFile(
        argumentFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    // the launcher reads it as it reads a command line
    Files.write(argumentFile, lines.toString().getBytes(commandLineCharset()));
  }

  private static Charset commandLineCharset() {
    String name = System.getProperty("sun.jnu.encoding");
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
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

  /** Where a worker's JVM writes that it met a fatal error. */
  Path fatalErrorLog(long pid) {
    return FatalErrorLog.of(folder, pid);
  }

  /** The command line, for a message. */
  @Override
  public String toString() {
    return java + " " + String.join(" ", arguments);
  }
}
