package io.ray4j.scheduler.kept;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Segments;
import io.ray4j.scheduler.task.KeptTask;
import io.ray4j.scheduler.transport.KeptTaskFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A kept task, read from its file, which is mapped: so its values may be of any size, and views of
 * them are no copies.
 *
 * <p>Immutable and thread-safe. Holds no resources but mappings, which go when it is garbage.
 *
 * @param task the task
 * @param segments where its values' extents lie
 */
public record KeptTaskFile(KeptTask task, Segments segments) {
  private static final int CHUNK_BYTES = 1 << 20;

  /**
   * Opens a file and reads it once, to see that it is whole.
   *
   * @throws IllegalArgumentException if it is not, or is something else; says which file and why
   * @throws IOException if it cannot be read
   */
  public static KeptTaskFile open(Path file) throws IOException {
    long size = Files.size(file); // says so if there is no such file
    if (!Files.isRegularFile(file)) {
      throw refused(file, "it is no file");
    }
    if (size == 0) {
      throw refused(file, "it is empty");
    }
    Segments segments = Segments.ofFile(file);
    Payload contents = segments.readable(new Extent(0, 0, size));
    checkFirstLine(file, contents);
    long footer = size - KeptTaskLayout.FOOTER_BYTES;
    if (footer < KeptTaskLayout.FIRST_LINE.length || endMark(contents) != KeptTaskLayout.END_MARK) {
      throw refused(file, "its end is missing: it was cut off, size=" + size);
    }
    ByteBuffer end = contents.contiguous(footer, KeptTaskLayout.FOOTER_BYTES);
    long start = end.getLong();
    int expected = end.getInt();
    int found = checksum(contents, footer + Long.BYTES);
    if (found != expected) {
      throw refused(file, "it is damaged: crc32c=%08x, but it was %08x".formatted(found, expected));
    }
    try {
      ByteBuffer task = contents.contiguous(start, Math.toIntExact(footer - start));
      return new KeptTaskFile(KeptTaskFrame.decode(task), segments);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(message(file, e.toString()), e);
    }
  }

  private static void checkFirstLine(Path file, Payload contents) {
    byte[] expected = KeptTaskLayout.FIRST_LINE;
    byte[] found = new byte[(int) Math.min(contents.size(), expected.length)];
    contents.get(0, found, found.length);
    String line = new String(found, StandardCharsets.UTF_8);
    if (!line.startsWith(KeptTaskLayout.MAGIC)) {
      throw refused(file, "it is something else");
    }
    String own = new String(expected, StandardCharsets.UTF_8);
    if (!line.equals(own)) {
      throw refused(
          file,
          "it is of another version or another kind of machine: it begins with \"%s\", not with \"%s\""
              .formatted(line.strip(), own.strip()));
    }
  }

  private static int endMark(Payload contents) {
    return contents.contiguous(contents.size() - Integer.BYTES, Integer.BYTES).getInt();
  }

  private static int checksum(Payload contents, long bytes) {
    CRC32C checksum = new CRC32C();
    long done = 0;
    while (done < bytes) {
      ByteBuffer chunk = contents.slice(done, Math.min(CHUNK_BYTES, bytes - done));
      done += chunk.remaining();
      checksum.update(chunk);
    }
    return (int) checksum.getValue();
  }

  private static IllegalArgumentException refused(Path file, String reason) {
    return new IllegalArgumentException(message(file, reason));
  }

  private static String message(Path file, String reason) {
    return "%s is no kept task: %s. Use a file %s that keepFailedTasks made."
        .formatted(file, reason, "*" + KeptTaskLayout.SUFFIX);
  }
}
