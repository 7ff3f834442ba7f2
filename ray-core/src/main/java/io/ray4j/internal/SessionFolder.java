package io.ray4j.internal;

import io.ray4j.RayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's files lie: control files in the session folder, objects in shared memory.
 * Readable by nobody else.
 *
 * @param name the session's name
 * @param folder the session folder
 * @param shared the folder in shared memory
 * @param locks say that the session is alive
 */
record SessionFolder(String name, Path folder, Path shared, List<SessionLock> locks) {
  /** How the names of sessions begin; the driver's process id follows. */
  static final String PREFIX = "ray4j-";

  static final String TABLE = "objects.table";

  static final Path TEMP = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** A container gives its shared memory 64 MB: less than this is too small to be of use. */
  private static final long MIN_SHARED_BYTES = 128L << 20;

  /** What a Unix socket's address may be long, less a margin. */
  private static final int MAX_SOCKET_PATH = 100;

  static SessionFolder create(RayConfig config) {
    String name =
        PREFIX
            + ProcessHandle.current().pid()
            + "-"
            + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    Path folder = base(config).resolve(name);
    List<Path> made = new ArrayList<>();
    List<SessionLock> locks = new ArrayList<>();
    try {
      Files.createDirectories(base(config));
      made.add(createPrivate(folder));
      Path sharedBase = sharedBase();
      Path shared = sharedBase == null ? folder.resolve("objects") : sharedBase.resolve(name);
      checkSocketPath(folder, shared);
      made.add(createPrivate(shared));
      locks.add(SessionLock.take(folder));
      if (sharedBase != null) {
        locks.add(SessionLock.take(shared));
      }
      return new SessionFolder(name, folder, shared, List.copyOf(locks));
    } catch (IOException e) {
      delete(made, locks);
      throw new UncheckedIOException("Cannot make the session's folder " + folder + ": " + e, e);
    }
  }

  /** Frees what dead sessions of this user left, in the background. */
  Thread sweepOthers(RayConfig config) {
    List<Path> bases = Stream.of(base(config), TEMP).distinct().toList();
    Thread thread =
        new Thread(() -> SessionSweeper.sweep(folder, bases, SHARED_MEMORY), "ray4j-sweep");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static Path base(RayConfig config) {
    return config.sessionDirectory().orElse(TEMP);
  }

  /** The file of the object table. */
  Path tableFile() {
    return folder.resolve(TABLE);
  }

  /** Whether a file of a dead session is worth a look. */
  static boolean isEvidence(Path file) {
    return file.endsWith(TABLE) || file.toString().endsWith(".log");
  }

  private static @Nullable Path sharedBase() throws IOException {
    if (!Files.isWritable(SHARED_MEMORY)) {
      SessionLog.LOG.warn(
          "{} is missing or read-only: objects lie in the temp folder instead", SHARED_MEMORY);
      return null;
    }
    long usableBytes = Files.getFileStore(SHARED_MEMORY).getUsableSpace();
    if (usableBytes < MIN_SHARED_BYTES) {
      SessionLog.LOG.warn(
          "{} has only {} bytes left: objects lie in the temp folder instead",
          SHARED_MEMORY,
          usableBytes);
      return null;
    }
    return SHARED_MEMORY;
  }

  private static Path createPrivate(Path folder) throws IOException {
    return Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Where the driver listens: in shared memory if the session folder's path is too long. */
  Path socketFile() {
    return socketFile(isShort(socketFile(folder)) ? folder : shared);
  }

  private static Path socketFile(Path folder) {
    return folder.resolve("control.sock");
  }

  /** Whether a socket's address can hold the path; what counts is its bytes. */
  private static boolean isShort(Path file) {
    return file.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
  }

  private static void checkSocketPath(Path folder, Path shared) throws IOException {
    if (!isShort(socketFile(folder)) && !isShort(socketFile(shared))) {
      throw new IOException(
          "its path is too long for a socket, which may have %d bytes: choose a shorter sessionDirectory"
              .formatted(MAX_SOCKET_PATH));
    }
  }

  /** The most that the store may take: what was asked for, and no more than there is. */
  long capacityBytes(long wantedBytes) {
    try {
      return Math.min(wantedBytes, Files.getFileStore(shared).getUsableSpace());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the free space of " + shared + ".", e);
    }
  }

  /** The size of the file system that objects lie in. */
  long totalBytes() throws IOException {
    return Files.getFileStore(shared).getTotalSpace();
  }

  void delete() {
    delete(List.of(folder, shared), locks);
  }

  private static void delete(List<Path> folders, List<SessionLock> locks) {
    folders.forEach(SessionFolder::deleteTree);
    for (SessionLock lock : locks) {
      try {
        lock.close();
      } catch (IOException e) {
        SessionLog.LOG.warn("cannot unlock {}: {}", folders, e.toString());
      }
    }
  }

  static void deleteTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      SessionLog.LOG.warn("cannot delete {}: {}", root, e.toString());
    }
  }
}
