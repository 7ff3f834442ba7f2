package io.ray4j.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/**
 * The rows of an {@link ObjectTable} in a file: a Chronicle Map from id to row, that a process may
 * leave at any instruction.
 *
 * <p>Not thread-safe; called by threads that {@link ChronicleAccess#enter entered} Chronicle. A key
 * is an id and one more byte. Chronicle itself writes a row again in place, so a process killed
 * within would leave neither the old nor the new one; here the new row is first written under a
 * second key, which counts as long as it is there.
 */
final class TableFile implements AutoCloseable {
  static final byte ROW = 0;
  static final byte NEXT_ROW = 1;
  private static final int KEY_BYTES = ObjectId.BYTES + 1;
  private static final int COPY_BYTES = 1 << 16;

  private final ChronicleMap<byte[], byte[]> map;

  private TableFile(ChronicleMap<byte[], byte[]> map) {
    this.map = map;
  }

  /**
   * Makes an empty table. The file has its name only once it is complete.
   *
   * @param expectedRows how many rows it should hold; it may be about three times as many
   */
  static TableFile create(Path file, long expectedRows) throws IOException {
    ChronicleAccess.enter();
    Path incomplete = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(incomplete);
    try {
      TableFile table =
          new TableFile(builder().entries(expectedRows).createPersistedTo(incomplete.toFile()));
      Files.setPosixFilePermissions(incomplete, PosixFilePermissions.fromString("rw-------"));
      Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
      return table;
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(incomplete);
      throw e;
    }
  }

  private static ChronicleMapBuilder<byte[], byte[]> builder() {
    return ChronicleMapBuilder.of(byte[].class, byte[].class)
        .name("ray4j-table")
        .constantKeySizeBySample(new byte[KEY_BYTES])
        .averageValueSize(TableRowLayout.USUAL_BYTES)
        .sparseFile(true)
        .putReturnsNull(true)
        .removeReturnsNull(true)
        .skipCloseOnExitHook(true); // its owner closes it, and a crash does no harm
  }

  /**
   * Adds the row of an object that has none yet.
   *
   * @throws RuntimeException if there is no room, or the row is too large
   */
  void insert(ObjectId id, TableRow row) {
    put(id, ROW, row);
  }

  /**
   * Puts a row in the place of an object's former one, if it has one.
   *
   * @throws RuntimeException if there is no room, or the row is too large
   */
  void update(ObjectId id, TableRow row) {
    put(id, NEXT_ROW, row);
    put(id, ROW, row);
    map.remove(key(id, NEXT_ROW));
  }

  void put(ObjectId id, byte kind, TableRow row) {
    map.put(key(id, kind), TableRowLayout.encode(row));
  }

  void remove(ObjectId id) {
    map.remove(key(id, ROW));
  }

  @Override
  public void close() {
    map.close();
  }

  /**
   * The rows of a table whose process may have died. The file is only read: a copy of it is
   * recovered.
   *
   * @param tempFolder where the copy lies meanwhile
   */
  static Map<ObjectId, TableRow> recover(Path file, Path tempFolder) throws IOException {
    ChronicleAccess.enter();
    Path copy = Files.createTempFile(tempFolder, "ray4j-table", ".copy");
    try {
      copySparsely(file, copy);
      try (ChronicleMap<byte[], byte[]> recovered =
          builder().recoverPersistedTo(copy.toFile(), false, corruption -> {})) {
        return rows(recovered);
      }
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static Map<ObjectId, TableRow> rows(ChronicleMap<byte[], byte[]> map) {
    Map<ObjectId, TableRow> rows = new HashMap<>();
    map.forEach(
        (keyBytes, bytes) -> {
          ByteBuffer key = ByteBuffer.wrap(keyBytes);
          ObjectId id = ObjectId.readFrom(key);
          TableRow row = TableRowLayout.decode(bytes);
          if (key.get() == NEXT_ROW) {
            rows.put(id, row);
          } else {
            rows.putIfAbsent(id, row);
          }
        });
    return Collections.unmodifiableMap(rows);
  }

  private static byte[] key(ObjectId id, byte kind) {
    ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
    id.writeTo(key);
    return key.put(kind).array();
  }

  /**
   * Leaves out blocks of zeros: most of the file was never written and takes no space. The copy may
   * be shorter, and Chronicle gives it its length again.
   */
  private static void copySparsely(Path file, Path copy) throws IOException {
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel target = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(COPY_BYTES);
      ByteBuffer zeros = ByteBuffer.allocateDirect(COPY_BYTES);
      long size = source.size();
      for (long position = 0; position < size; position += COPY_BYTES) {
        block.clear().limit((int) Math.min(COPY_BYTES, size - position));
        while (block.hasRemaining() && source.read(block, position + block.position()) >= 0) {}
        block.flip();
        if (!block.equals(zeros.clear().limit(block.limit()))) {
          while (block.hasRemaining()) {
            target.write(block, position + block.position());
          }
        }
      }
    }
  }
}
