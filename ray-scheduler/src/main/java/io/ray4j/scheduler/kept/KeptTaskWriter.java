package io.ray4j.scheduler.kept;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.Payload;
import io.ray4j.scheduler.task.KeptTask;
import io.ray4j.scheduler.transport.KeptTaskFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Writes the file of a kept task: payloads first, then the task. Nobody sees the file under its
 * name before it is whole; without {@link #finish} there is none.
 *
 * <p>Owned by one thread, which no user may interrupt: that would close the file.
 */
public final class KeptTaskWriter implements AutoCloseable {
  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** So that the checksum meets bytes which the write then finds in the cache. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path file;
  private final Path temporary;
  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private long length;

  private KeptTaskWriter(Path file, Path temporary, FileChannel channel) {
    this.file = file;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Begins a file that its user alone may read.
   *
   * @param folder where; made if it is not there
   * @param name the file's name without its ending
   * @param reason why the task failed, for people
   */
  public static KeptTaskWriter create(Path folder, String name, String reason) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PRIVATE_FOLDER);
    }
    Path file = folder.resolve(name + KeptTaskLayout.SUFFIX);
    Path temporary = folder.resolve(name + KeptTaskLayout.SUFFIX + ".tmp");
    FileChannel channel = FileChannel.open(temporary, NEW_FILE, PRIVATE_FILE);
    KeptTaskWriter writer = new KeptTaskWriter(file, temporary, channel);
    try {
      writer.write(ByteBuffer.wrap(KeptTaskLayout.FIRST_LINE));
      String text = reason.replace('\0', ' ') + "\n\0";
      writer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      return writer;
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /** Adds the bytes of an object; returns where in the file they lie. */
  public Extent append(Payload payload) throws IOException {
    align();
    Extent extent = new Extent(0, length, payload.size());
    long done = 0;
    while (done < payload.size()) {
      ByteBuffer chunk = payload.slice(done, CHUNK_BYTES);
      done += chunk.remaining();
      write(chunk);
    }
    return extent;
  }

  /** Ends the file with the task, the values of which lie where {@link #append} said. */
  public Path finish(KeptTask task) throws IOException {
    align();
    long start = length;
    write(KeptTaskFrame.encode(task));
    ByteBuffer footer =
        ByteBuffer.allocate(KeptTaskLayout.FOOTER_BYTES).order(ByteOrder.nativeOrder());
    write(footer.putLong(start).flip());
    footer.clear().putInt((int) checksum.getValue()).putInt(KeptTaskLayout.END_MARK);
    write(footer.flip());
    channel.close();
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  private void align() throws IOException {
    int over = (int) (length % KeptTaskLayout.ALIGNMENT);
    if (over > 0) {
      write(ByteBuffer.allocate(KeptTaskLayout.ALIGNMENT - over));
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    checksum.update(bytes.duplicate());
    length += bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Drops the file, unless it is finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }
}
