package io.ray4j.scheduler.task;

import io.ray4j.objectstore.ObjectValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Why a task has no result. Stored as the result, so that every reader meets the same failure.
 *
 * @param kind what happened
 * @param function the function's name
 * @param task the task's id, or empty
 * @param worker who ran it, {@code worker-3 (pid=4711)}, or empty
 * @param message one sentence or more for people
 * @param exitCode the worker's exit code; -1 if it is not known, and unless {@code kind} is {@code
 *     WORKER_CRASHED}
 * @param output the worker's last lines, or empty; of {@code OUT_OF_MEMORY} the stack trace, for
 *     where the cause cannot be read
 * @param cause what the function threw, as the codec wrote it; empty if it could not travel
 * @param retry whether the function threw what its {@code retryOn} names
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record TaskFailure(
    Kind kind,
    String function,
    String task,
    String worker,
    String message,
    int exitCode,
    String output,
    byte[] cause,
    boolean retry) {
  /** What happened. */
  public enum Kind {
    /** The function threw. */
    FUNCTION_THREW,
    /** The function ended with an {@code OutOfMemoryError}, or one caused what it threw. */
    OUT_OF_MEMORY,
    /** An argument or the result could not be read or written. */
    SERIALIZATION,
    /** The function or a class that it needs is not there, or it does not take such arguments. */
    BAD_CALL,
    /** The worker died while it ran the task. */
    WORKER_CRASHED,
    /** The object store had no room for the result. */
    STORE_FULL,
    /** The object is unknown, or its bytes cannot be read any more. */
    OBJECT_LOST,
    /** The object was freed. */
    OBJECT_FREED,
    /** No worker can run it: none starts, or too many tasks wait for each other. */
    NO_WORKER,
    /** Its own deadline passed. */
    TIMED_OUT,
    /** It was cancelled, or what had submitted it was. */
    CANCELLED,
    /** The session ended first. */
    SHUT_DOWN
  }

  private static final Kind[] KINDS = Kind.values();

  /** The kind of a failure, without reading the rest of it. */
  public static Kind kindOf(ObjectValue.Failed failed) {
    byte[] bytes = failed.failure();
    if (bytes.length == 0 || bytes[0] < 0 || bytes[0] >= KINDS.length) {
      throw new IllegalArgumentException("not a failure: " + bytes.length + " bytes");
    }
    return KINDS[bytes[0]];
  }

  /** A failure without a worker, output or cause. */
  public static TaskFailure of(Kind kind, String function, String task, String message) {
    return new TaskFailure(kind, function, task, "", message, -1, "", new byte[0], false);
  }

  /** This failure as bytes. */
  @SuppressWarnings("EnumOrdinal") // driver and workers are of one version
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(kind.ordinal());
      out.writeInt(exitCode);
      for (String text : new String[] {function, task, worker, message, output}) {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
      }
      writeBytes(out, cause);
      out.writeBoolean(retry);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array has no I/O errors
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static TaskFailure fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Kind kind = KINDS[in.readByte()];
      int exitCode = in.readInt();
      String function = readText(in);
      String task = readText(in);
      String worker = readText(in);
      String message = readText(in);
      String output = readText(in);
      byte[] cause = readBytes(in);
      return new TaskFailure(
          kind, function, task, worker, message, exitCode, output, cause, in.readBoolean());
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not a failure: " + bytes.length + " bytes", e);
    }
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("length out of range: length=" + length);
    }
    return in.readNBytes(length);
  }
}
