package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files of spilled objects: a batch is written into one file, each object is read back alone,
 * and the file goes with the last of them.
 *
 * <p>{@code write} and {@code read} belong to one thread, the store's own, since an interrupt
 * closes the channel that it meets; {@code release} and {@code bytes} may be called by any. {@code
 * close} deletes all files and the folder; it is called on the store's thread or once that has
 * ended.
 *
 * <p>Nothing is forced to the disk: spilled objects end with their session, so they need not
 * outlive the machine.
 */
final class SpillFiles implements AutoCloseable {
  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final SpillFolder folder;

  /** The number of the next file. The store's thread's. */
  private int nextFile;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Integer, Contents> files = new HashMap<>();

  @GuardedBy("lock")
  private long bytes;

  /**
   * The file read last, open for the next read: opening costs more than reading a small object. It
   * is taken out while it is read from, and closed when the file goes, which frees the disk space.
   */
  @GuardedBy("lock")
  private @Nullable OpenFile idle;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param bytes the file's size
   * @param unreleased the slots not released yet, with how often: empty objects may share one
   */
  private record Contents(long bytes, Map<SpillSlot, Integer> unreleased) {}

  private record OpenFile(int number, FileChannel channel) {}

  /**
   * Makes no file yet.
   *
   * @param folder this session's own folder; made, for this user alone, when first needed
   */
  SpillFiles(Path folder) {
    this.folder = new SpillFolder(folder);
  }

  /**
   * Writes a batch of objects into one file. An object in several buffers is as many objects.
   *
   * @param payloads the bytes between position and limit of each, which are left as they are;
   *     direct, or they are copied once more
   * @return a slot for each, in order
   * @throws IOException if not all could be written; then there is no file
   */
  List<SpillSlot> write(List<ByteBuffer> payloads) throws IOException {
    requireOpen();
    if (payloads.isEmpty()) {
      return List.of();
    }
    long asked = payloads.stream().mapToLong(ByteBuffer::remaining).sum();
    int file = nextFile++;
    List<SpillSlot> slots;
    try {
      slots = writeFile(file, payloads);
    } catch (IOException e) {
      throw new IOException(
          "Cannot spill %,d bytes to %s, where %,d bytes are usable: %s"
              .formatted(asked, folder.path(), folder.usableBytes(), e),
          e);
    }
    Map<SpillSlot, Integer> unreleased = new HashMap<>();
    slots.forEach(slot -> unreleased.merge(slot, 1, Integer::sum));
    lock.lock();
    try {
      files.put(file, new Contents(asked, unreleased));
      bytes += asked;
    } finally {
      lock.unlock();
    }
    return slots;
  }

  private List<SpillSlot> writeFile(int file, List<ByteBuffer> payloads) throws IOException {
    folder.make();
    Path temporary = folder.temporary(file);
    boolean done = false;
    try {
      List<SpillSlot> slots = new ArrayList<>(payloads.size());
      try (FileChannel channel = FileChannel.open(temporary, NEW_FILE, PRIVATE_FILE)) {
        SpillWriter writer = new SpillWriter(file, channel);
        for (ByteBuffer payload : payloads) {
          slots.add(writer.append(payload));
        }
        writer.flush();
      }
      Files.move(temporary, folder.file(file), StandardCopyOption.ATOMIC_MOVE);
      done = true;
      return slots;
    } finally {
      if (!done) {
        SpillFolder.deleteFile(temporary);
      }
    }
  }

  /**
   * Reads an object back.
   *
   * @param target as long as the object, its position is left as it is; after a failure it holds
   *     anything
   * @throws SpillDamagedException if the object is not there any more as it was written
   */
  void read(SpillSlot slot, ByteBuffer target) throws IOException {
    if (target.remaining() != slot.length()) {
      throw new IllegalArgumentException(
          "the target must be as long as the object: target=%,d, %s"
              .formatted(target.remaining(), slot));
    }
    OpenFile file = take(slot);
    try {
      readFrom(file.channel(), slot, target);
    } catch (SpillDamagedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("Cannot read %s: %s".formatted(folder.file(slot.file()), e), e);
    } finally {
      giveBack(file);
    }
  }

  private void readFrom(FileChannel channel, SpillSlot slot, ByteBuffer target) throws IOException {
    CRC32C checksum = new CRC32C();
    int done = 0;
    while (done < slot.length()) {
      int wanted = (int) Math.min(SpillWriter.CHUNK_BYTES, slot.length() - done);
      ByteBuffer chunk = target.slice(target.position() + done, wanted);
      int read = channel.read(chunk, slot.offset() + done);
      if (read < 0) {
        throw damaged(slot, "%,d bytes".formatted(slot.length()), "only %,d".formatted(done));
      }
      checksum.update(chunk.flip());
      done += read;
    }
    int found = (int) checksum.getValue();
    if (found != slot.checksum()) {
      throw damaged(slot, "crc32c=%08x".formatted(slot.checksum()), "crc32c=%08x".formatted(found));
    }
  }

  private SpillDamagedException damaged(SpillSlot slot, String expected, String found) {
    return new SpillDamagedException(folder.file(slot.file()), slot, expected, found);
  }

  /** Takes the file to read from: the idle one if it is that, a newly opened one otherwise. */
  private OpenFile take(SpillSlot slot) throws IOException {
    OpenFile last;
    lock.lock();
    try {
      requireOpen();
      Contents contents = files.get(slot.file());
      if (contents == null || !contents.unreleased().containsKey(slot)) {
        throw new IllegalStateException("not spilled, or released already: " + slot);
      }
      last = idle;
      idle = null;
    } finally {
      lock.unlock();
    }
    if (last != null && last.number() == slot.file()) {
      return last;
    }
    closeQuietly(last);
    try {
      return new OpenFile(
          slot.file(), FileChannel.open(folder.file(slot.file()), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      throw damaged(slot, "its file", "no such file");
    }
  }

  private void giveBack(OpenFile file) {
    lock.lock();
    try {
      if (file.channel().isOpen() && files.containsKey(file.number())) {
        idle = file;
        return;
      }
    } finally {
      lock.unlock();
    }
    closeQuietly(file); // released meanwhile, or closed by an interrupt
  }

  /**
   * The object is not needed any more; deletes the file if this was the last of it. After {@code
   * close} it does nothing.
   *
   * @throws IllegalStateException if the slot was released before
   */
  void release(SpillSlot slot) {
    OpenFile open = null;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Contents contents = files.get(slot.file());
      if (contents == null || !contents.unreleased().containsKey(slot)) {
        throw new IllegalStateException("released twice, or never spilled: " + slot);
      }
      contents.unreleased().computeIfPresent(slot, (same, times) -> times > 1 ? times - 1 : null);
      if (!contents.unreleased().isEmpty()) {
        return;
      }
      files.remove(slot.file());
      bytes -= contents.bytes();
      if (idle != null && idle.number() == slot.file()) {
        open = idle;
        idle = null;
      }
    } finally {
      lock.unlock();
    }
    closeQuietly(open); // nobody reads from it, and closing it heeds no interrupt
    SpillFolder.deleteFile(folder.file(slot.file()));
  }

  /** The bytes of all spill files that are there. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    OpenFile open;
    lock.lock();
    try {
      closed = true;
      files.clear();
      bytes = 0;
      open = idle;
      idle = null;
    } finally {
      lock.unlock();
    }
    closeQuietly(open);
    folder.delete();
  }

  private void requireOpen() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the spill files are closed: folder=" + folder.path());
      }
    } finally {
      lock.unlock();
    }
  }

  private static void closeQuietly(@Nullable OpenFile file) {
    if (file != null) {
      try {
        file.channel().close();
      } catch (IOException e) {
        StoreLog.LOG.warn("cannot close spill-{}: {}", file.number(), e.toString());
      }
    }
  }
}
