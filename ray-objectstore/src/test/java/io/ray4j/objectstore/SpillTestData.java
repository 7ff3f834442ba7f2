package io.ray4j.objectstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Objects to spill, and what lies in a folder. */
final class SpillTestData {
  private SpillTestData() {}

  /** Direct, filled with bytes that follow from the seed. */
  static ByteBuffer object(long seed, int bytes) {
    return fill(ByteBuffer.allocateDirect(bytes), seed);
  }

  static ByteBuffer fill(ByteBuffer buffer, long seed) {
    Random random = new Random(seed);
    while (buffer.remaining() >= Long.BYTES) {
      buffer.putLong(random.nextLong());
    }
    while (buffer.hasRemaining()) {
      buffer.put((byte) random.nextInt());
    }
    return buffer.flip();
  }

  /** A writable mapping of a new file. */
  static ByteBuffer mapping(Path file, int bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, bytes);
    }
  }

  /** Reads an object back into a buffer of its own. */
  static ByteBuffer read(SpillFiles files, SpillSlot slot) throws IOException {
    ByteBuffer target = ByteBuffer.allocateDirect((int) slot.length());
    files.read(slot, target);
    return target;
  }

  /** The names of what lies in a folder, sorted; none if there is no folder. */
  static List<String> names(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void deleteWithContents(Path folder) {
    try {
      for (String name : names(folder)) {
        Files.delete(folder.resolve(name));
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
