package io.ray4j.objectstore;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that spill files lie in, and their names.
 *
 * <pre>
 *   spill-7       one batch of objects, one after the other, with nothing between them
 *   spill-8.tmp   the batch that is being written
 * </pre>
 *
 * <p>{@link #make} and {@link #delete} are the store's thread's; the rest is thread-safe.
 */
final class SpillFolder {
  private static final Set<String> MEMORY_TYPES = Set.of("tmpfs", "ramfs");
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private boolean warned;

  SpillFolder(Path folder) {
    this.folder = folder;
  }

  Path path() {
    return folder;
  }

  Path file(int number) {
    return folder.resolve("spill-" + number);
  }

  Path temporary(int number) {
    return folder.resolve("spill-" + number + ".tmp");
  }

  /** Makes the folder, and those above it, if it is not there; warns once if it is in memory. */
  void make() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PRIVATE_FOLDER);
    }
    if (!warned) {
      warned = true;
      memoryWarning(folder, fileStoreType()).ifPresent(StoreLog.LOG::warn);
    }
  }

  private String fileStoreType() {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException e) {
      return "unknown"; // as in a chroot; no reason not to spill
    }
  }

  /** What to tell the user about a folder on such a file system, if anything. */
  static Optional<String> memoryWarning(Path folder, String fileStoreType) {
    return MEMORY_TYPES.contains(fileStoreType)
        ? Optional.of(
            "Spilling objects to %s gains nothing: it is %s, which is memory itself. Set spillDirectory to a folder on a disk."
                .formatted(folder, fileStoreType))
        : Optional.empty();
  }

  /** The bytes that this process may still write there, or would if the folder were made. */
  long usableBytes() {
    Path existing = folder.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing.toFile().getUsableSpace();
  }

  /** Deletes all spill files, and the folder if nothing else is in it. */
  void delete() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    boolean removable = !Files.isSymbolicLink(folder); // a link to a folder is the user's
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        removable &= file.getFileName().toString().startsWith("spill-") && deleteFile(file);
      }
      if (removable) {
        Files.deleteIfExists(folder);
      }
    } catch (NoSuchFileException e) {
      StoreLog.LOG.debug("{} is gone already", folder);
    } catch (IOException | DirectoryIteratorException e) {
      StoreLog.LOG.warn("cannot delete the spill files in {}: {}", folder, e.toString());
    }
  }

  /**
   * Deletes a file.
   *
   * @return whether it is gone
   */
  static boolean deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      StoreLog.LOG.warn("cannot delete {}: {}", file, e.toString());
      return false;
    }
  }
}
