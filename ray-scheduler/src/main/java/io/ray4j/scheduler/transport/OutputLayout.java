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

  private OutputLayout() {}
}
