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
 * <p>Thread-safe. {@code close} ends those that were forked ahead and that no pool has taken. The
 * arguments that all workers share lie in files of the session's folder, since a class path can be
 * longer than a command line may be.
 */
public final class WorkerLauncher implements AutoCloseable {
  /** The environment variable that carries the session's token; arguments can be read by anyone. */
  public static final String TOKEN_VARIABLE = "RAY4J_TOKEN";

  /** The environment variable that is set in a worker with a larger heap. */
  public static final String LARGE_VARIABLE = "RAY4J_LARGE_HEAP";

  /** The file with the options that all workers share, in the session's folder. */
  static final String ARGUMENT_FILE = "worker.args";

  /** Options meant for the driver (a debugger's port, an agent) that a fork would inherit. */
  static final List<String> DRIVER_ONLY = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");

  private final Path java;
  private final List<String> options;
  private final List<String> main;
  private final WorkerHeap heap;
  private final Path folder;
  private final Path optionsFile;
  private final Path mainFile;
  private final String token;
  private final FirstWorkers first = new FirstWorkers();

  /**
   * Prepares to fork.
   *
   * @param java the {@code java} binary
   * @param options the JVM's options
   * @param main the main class and the arguments that all workers share
   * @param heap the largest heap, unless an option says otherwise, and that of a large worker
   * @param folder the session's: the files of arguments are written there, and fatal-error logs
   * @param token the session's token
   */
  public WorkerLauncher(
      Path java,
      List<String> options,
      List<String> main,
      WorkerHeap heap,
      Path folder,
      String token)
      throws IOException {
    this.java = java;
    this.options = new ArrayList<>();
    // first: an option of the user's comes later, and so wins
    this.options.add(FatalErrorLog.option(folder));
    this.options.add(maxHeap(heap.bytes()));
    this.options.addAll(options);
    this.main = List.copyOf(main);
    this.heap = heap;
    this.folder = folder;
    this.optionsFile = writeArguments(folder.resolve(ARGUMENT_FILE), this.options);
    this.mainFile = writeArguments(folder.resolve("worker.main"), this.main);
    this.token = token;
  }

  private static String maxHeap(long bytes) {
    return "-Xmx" + bytes;
  }

  /** Writes arguments for the launcher, which reads them as it reads a command line. */
  static Path writeArguments(Path file, List<String> arguments) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String argument : arguments) {
      String quoted = argument.replace("\\", "\\\\").replace("\"", "\\\"");
      lines.append('"').append(quoted).append('"').append(System.lineSeparator());
    }
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.write(file, lines.toString().getBytes(commandLineCharset()));
  }

  private static Charset commandLineCharset() {
    String name = System.getProperty("sun.jnu.encoding");
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** Forks workers 1 to {@code count} for a pool that is to come; returns at once. */
  public void forkAhead(int count) {
    first.fork(count, this);
  }

  /** Whether {@link #launch} hands over a process that is there already, or nearly so. */
  boolean isForkedAhead(int worker) {
    return first.has(worker);
  }

  /** The process of a worker, which may have been forked ahead. */
  Process launch(int worker, boolean large) throws IOException {
    Process ahead = first.take(worker);
    return ahead == null ? fork(worker, large) : ahead;
  }

  Process fork(int worker, boolean large) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "@" + optionsFile));
    if (large) {
      command.add(maxHeap(heap.largeBytes())); // last: what the user said of heaps is in it
    }
    command.add("@" + mainFile);
    command.add(Integer.toString(worker));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    for (String variable : DRIVER_ONLY) {
      environment.remove(variable);
    }
    environment.put(TOKEN_VARIABLE, token);
    if (large) {
      environment.put(LARGE_VARIABLE, "true");
    }
    Process process = builder.start();
    process.getOutputStream().close(); // a worker that reads its input meets the end of it
    return process;
  }

  @Override
  public void close() {
    first.close();
  }

  WorkerHeap heap() {
    return heap;
  }

  /** Where a worker's JVM writes that it met a fatal error. */
  Path fatalErrorLog(long pid) {
    return FatalErrorLog.of(folder, pid);
  }

  /** The command line, for a message. */
  @Override
  public String toString() {
    return java + " " + String.join(" ", options) + " " + String.join(" ", main);
  }
}
