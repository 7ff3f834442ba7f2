package io.ray4j.internal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out early whether this process may open as many files as a session needs: later a class
 * that cannot be loaded, or a thread that ends over it, would leave a session that hangs.
 */
final class FileDescriptors {
  private static final File ANY = new File("/dev/null");

  private FileDescriptors() {}

  /**
   * Opens so many files, and closes them.
   *
   * @throws UncheckedIOException if they cannot be opened
   */
  static void requireFree(int count) {
    if (!ANY.exists()) {
      return;
    }
    List<FileInputStream> open = new ArrayList<>(count);
    try {
      while (open.size() < count) {
        open.add(new FileInputStream(ANY));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot start a session: it needs %d file descriptors, and only %d are left. Raise the limit (ulimit -n), or configure fewer workers."
              .formatted(count, open.size()),
          e);
    } finally {
      for (FileInputStream file : open) {
        close(file);
      }
    }
  }

  private static void close(FileInputStream file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + ANY, e);
    }
  }
}
