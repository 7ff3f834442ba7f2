package io.ray4j.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that the session which a folder belongs to is alive: a lock that the kernel lets go when the
 * driver dies, however it dies. A process id would not do, since it is used again.
 *
 * <p>Owned by the session that took it. To look at a lock of this same process would let it go, so
 * nobody may: see {@link SessionSweeper}.
 */
final class SessionLock implements AutoCloseable {
  private static final String FILE = "lock";

  private final FileChannel channel;

  private SessionLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Locks a new folder. */
  static SessionLock take(Path folder) throws IOException {
    // under another name first: whoever sees the file sees it locked
    Path unlocked = folder.resolve(FILE + ".new");
    FileChannel channel =
        FileChannel.open(
            unlocked,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (channel.tryLock() == null) {
        throw new IOException("locked by another process: file=" + unlocked);
      }
      Files.move(unlocked, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      return new SessionLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Takes over the lock of a session that is dead; null if it is alive, or has no lock. */
  static @Nullable SessionLock takeOver(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new SessionLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // of this process, by another class loader
    }
    channel.close();
    return null;
  }

  static boolean isLockFile(Path file) {
    return file.endsWith(FILE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
