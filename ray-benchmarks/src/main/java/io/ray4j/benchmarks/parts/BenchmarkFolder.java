package io.ray4j.benchmarks.parts;

import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A temporary folder of one benchmark. Not thread-safe; {@code close} deletes it. */
final class BenchmarkFolder implements AutoCloseable {
  private @Nullable Path path;

  Path path() throws IOException {
    if (path == null) {
      path = Files.createTempDirectory("ray4j-part");
    }
    return path;
  }

  /** A store in this folder, without workers; to be closed before it. */
  ObjectStore newStore(long capacityBytes) throws IOException {
    return new ObjectStore(
        path(),
        path().resolve("spill"),
        ObjectTable.open(path().resolve("objects.table"), 1_000),
        () -> capacityBytes,
        urgent -> {});
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path())) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
