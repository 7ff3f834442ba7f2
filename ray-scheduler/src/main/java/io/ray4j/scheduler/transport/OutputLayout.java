package io.ray4j.scheduler.transport;

/**
 * How a line that a worker prints says which function printed it.
 *
 * <pre>
 *   {@code <0x1E> function <0x1F> line <\n>}
 * </pre>
 *
 * Lines without the marks come from native code or from the JVM itself.
 */
public final class OutputLayout {
  public static final char FUNCTION_START = '\u001e';
  public static final char FUNCTION_END = '\u001f';

  /** The last line of a worker that had not the memory to go on. */
  public static final String NO_MEMORY_LINE =
      "ray4j: this worker ends, since OutOfMemoryError kept it from reporting a task's end.";

  /** The exit code with it: that of a JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int NO_MEMORY_EXIT_CODE = 3;

  /** How that JVM's own last line begins. */
  public static final String JVM_NO_MEMORY_LINE = "Terminating due to java.lang.OutOfMemoryError";

  private OutputLayout() {}
}
