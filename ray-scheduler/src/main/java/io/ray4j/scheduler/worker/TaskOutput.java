package io.ray4j.scheduler.worker;

import io.ray4j.scheduler.transport.OutputLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A worker's standard stream: each thread's lines whole, and marked with the function that it works
 * for.
 *
 * <p>Thread-safe.
 */
public final class TaskOutput extends OutputStream {
  private final OutputStream out;
  private final ThreadLocal<ByteArrayOutputStream> line =
      ThreadLocal.withInitial(ByteArrayOutputStream::new);

  /**
   * Marks lines.
   *
   * @param out where they go; nothing else may write there
   */
  public TaskOutput(OutputStream out) {
    this.out = out;
  }

  /** A print stream over this one. */
  public PrintStream printStream() {
    return new PrintStream(this, true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) throws IOException {
    if (b == '\n') {
      endLine();
    } else {
      line.get().write(b);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int start = offset;
    for (int index = offset; index < offset + length; index++) {
      if (bytes[index] == '\n') {
        line.get().write(bytes, start, index - start);
        endLine();
        start = index + 1;
      }
    }
    line.get().write(bytes, start, offset + length - start);
  }

  private void endLine() throws IOException {
    TaskContext task = TaskContext.current();
    byte[] name =
        (OutputLayout.FUNCTION_START
                + (task == null ? "" : task.taskName())
                + OutputLayout.FUNCTION_END)
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream text = line.get();
    ByteArrayOutputStream whole = new ByteArrayOutputStream(name.length + text.size() + 1);
    whole.writeBytes(name);
    text.writeTo(whole);
    whole.write('\n');
    text.reset();
    synchronized (out) {
      whole.writeTo(out); // one write, so that lines of several threads do not mix
      out.flush();
    }
  }

  /** Ends a line that the calling thread has left open. */
  public void endOpenLine() {
    if (line.get().size() > 0) {
      try {
        endLine();
      } catch (IOException e) {
        line.get().reset(); // nobody reads what this worker prints
      }
    }
  }
}
