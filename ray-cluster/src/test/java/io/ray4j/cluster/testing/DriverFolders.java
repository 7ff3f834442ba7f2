package io.ray4j.cluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders below {@code /tmp/ray} in which Ray's drivers write their logs, which no setting of
 * 1.0.1 changes. {@link #deleteNew} deletes those that have come since, unless their driver is
 * another process that still runs.
 */
final class DriverFolders {
  private static final Path PARENT = Path.of("/tmp/ray");

  /** The last number in the name of a driver's log is its pid. */
  private static final Pattern LOG = Pattern.compile("java-core-driver-.*\\.(\\d+)\\.log");

  private final boolean parentExisted = Files.exists(PARENT);
  private final Set<Path> before;

  DriverFolders() throws IOException {
    before = list(PARENT);
  }

  private static Set<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return new TreeSet<>(files.toList());
    }
  }

  void deleteNew() throws IOException {
    for (Path folder : list(PARENT)) {
      if (!before.contains(folder) && isLeft(folder)) {
        Folders.deleteTree(folder);
      }
    }
    if (!parentExisted && list(PARENT).isEmpty()) {
      Files.deleteIfExists(PARENT);
    }
  }

  private static boolean isLeft(Path folder) throws IOException {
    List<Long> drivers =
        list(folder.resolve("logs")).stream()
            .map(log -> LOG.matcher(log.getFileName().toString()))
            .filter(Matcher::matches)
            .map(name -> Long.valueOf(name.group(1)))
            .toList();
    return !drivers.isEmpty()
        && drivers.stream()
            .allMatch(
                pid -> pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty());
  }
}
