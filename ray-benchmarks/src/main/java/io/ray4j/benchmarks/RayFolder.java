package io.ray4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder in which real Ray keeps its sessions, always the same one. {@code deleteNew} deletes
 * what has come since, and the folder if nothing else is in it.
 */
final class RayFolder {
  private final Path folder;
  private final Set<Path> before;

  private RayFolder(Path folder, Set<Path> before) {
    this.folder = folder;
    this.before = before;
  }

  /** Notes what is there. Ray stumbles over a link to a session that is gone, so that goes too. */
  static RayFolder open(Path folder) throws IOException {
    deleteDanglingLink(folder);
    return new RayFolder(folder, children(folder));
  }

  private static Set<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return new TreeSet<>(files.toList());
    }
  }

  private static void deleteDanglingLink(Path folder) throws IOException {
    Path latest = folder.resolve("session_latest");
    if (Files.isSymbolicLink(latest) && !Files.exists(latest)) {
      Files.deleteIfExists(latest);
    }
  }

  void deleteNew() throws IOException {
    for (Path child : children(folder)) {
      if (!before.contains(child)) {
        deleteTree(child);
      }
    }
    deleteDanglingLink(folder);
    if (before.isEmpty() && children(folder).isEmpty()) {
      Files.deleteIfExists(folder);
    }
  }

  /** Deletes a folder and all in it; links are not followed. */
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(RayFolder::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
