package io.ray4j.internal;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectTable;
import io.ray4j.objectstore.TableRow;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a session whose driver was killed: its object table. Immutable.
 *
 * @param folder the session's folder
 */
record DeadSession(Path folder) {
  /** The folders of all sessions in the temp folder that have a table. */
  static List<Path> all() throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> sessions =
        Files.newDirectoryStream(SessionFolder.TEMP, SessionFolder.PREFIX + "*")) {
      for (Path folder : sessions) {
        if (Files.isReadable(folder.resolve(SessionFolder.TABLE))) {
          folders.add(folder);
        }
      }
    }
    folders.sort(Comparator.naturalOrder());
    return folders;
  }

  /** The session with that name or folder, or null if there is none with a table. */
  static @Nullable DeadSession find(String nameOrFolder) {
    for (Path folder : List.of(Path.of(nameOrFolder), SessionFolder.TEMP.resolve(nameOrFolder))) {
      if (Files.isReadable(folder.resolve(SessionFolder.TABLE))) {
        return new DeadSession(folder);
      }
    }
    return null;
  }

  /** Tells what the table holds, a line for each object. */
  void describe(Consumer<String> line) throws IOException, InterruptedException {
    Map<ObjectId, TableRow> rows = ObjectTable.recover(folder.resolve(SessionFolder.TABLE));
    long bytes = rows.values().stream().mapToLong(TableRow::sizeBytes).sum();
    line.accept(
        "%s: %d objects in the store, %,d bytes"
            .formatted(folder.getFileName(), rows.size(), bytes));
    rows.entrySet().stream()
        .sorted(Comparator.comparing(row -> row.getKey().toString()))
        .map(row -> describe(row.getKey(), row.getValue()))
        .forEach(line);
  }

  private static String describe(ObjectId id, TableRow row) {
    List<String> places = new ArrayList<>();
    for (Extent extent : row.extents()) {
      places.add("segment-" + extent.segment() + "@" + extent.offset());
    }
    return "%s  %-7s  %,15d  %s  %s"
        .formatted(
            RemoteRef.publicId(id),
            row.state(),
            row.sizeBytes(),
            places.isEmpty() ? row.spillFile() : String.join("+", places),
            row.task().isEmpty() ? "put" : row.task());
  }
}
