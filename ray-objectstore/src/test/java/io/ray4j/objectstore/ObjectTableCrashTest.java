package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.codec.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A table can be read whenever its process died. */
class ObjectTableCrashTest {
  private static final int KILLS = Integer.getInteger("ray4j.test.kills", 20);
  private static final int KILLED = 128 + 9;
  private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1");

  /** Enough for the changes that a child makes before it is killed. */
  private static final int MAX_BATCHES = 2000;

  @TempDir Path folder;

  @Test
  @Timeout(300)
  void shouldRecoverEachFlushedRowAndNoHalfOneWhenTheProcessIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      Path file = folder.resolve("table-" + kill);
      int batches = 1 + random.nextInt(40);
      long delayNs = random.nextInt(3_000_000);
      int flushed = runAndKill(TableChanges.Program.class, file, seed + kill, batches, delayNs);
      assertThat(flushed).isBetween(batches, MAX_BATCHES);

      Map<ObjectId, TableRow> rows = ObjectTable.recover(file);

      String about = "seed=%d, kill=%d, flushed=%d".formatted(seed, kill, flushed);
      Map<ObjectId, Set<Optional<TableRow>>> possible = possibleRows(seed + kill, flushed);
      assertThat(possible.keySet()).as(about).containsAll(rows.keySet());
      possible.forEach(
          (id, allowed) -> assertThat(Optional.ofNullable(rows.get(id))).as(about).isIn(allowed));
    }
  }

  /** For each object, the row it had when {@code flushed} batches were, and all later ones. */
  private static Map<ObjectId, Set<Optional<TableRow>>> possibleRows(long seed, int flushed) {
    TableChanges changes = new TableChanges(seed);
    for (int i = 0; i < flushed * TableChanges.BATCH; i++) {
      changes.next();
    }
    Map<ObjectId, Set<Optional<TableRow>>> possible = new HashMap<>();
    changes.rows().forEach((id, row) -> possible.put(id, new HashSet<>(Set.of(Optional.of(row)))));
    // these may be in the file already
    for (int i = 0; i < TableChanges.BATCH; i++) {
      TableChanges.Change change = changes.next();
      possible
          .computeIfAbsent(change.id(), id -> new HashSet<>(Set.of(Optional.empty())))
          .add(Optional.ofNullable(change.row()));
    }
    return possible;
  }

  @Test
  @Timeout(120)
  void shouldRecoverTheFirstRowsInOrderWhenTheProcessIsKilled() throws Exception {
    for (int kill = 0; kill < 3; kill++) {
      Path file = folder.resolve("in-order-" + kill);
      long delayNs = TimeUnit.MILLISECONDS.toNanos(120);
      runAndKill(TableChanges.InOrder.class, file, 0, 1, delayNs);

      Map<ObjectId, TableRow> rows = ObjectTable.recover(file);

      assertThat(rows).isNotEmpty();
      for (int i = 0; i < rows.size(); i++) {
        assertThat(rows).containsKey(new ObjectId(1, i, 0));
      }
    }
  }

  /** Kills the program some time after it printed so many bytes; returns how many it printed. */
  private static int runAndKill(Class<?> program, Path file, long seed, int bytes, long delayNs)
      throws IOException, InterruptedException {
    Process process =
        ChildJvm.start(
            System.getProperty("java.home"),
            FAST_START,
            program,
            file.toString(),
            String.valueOf(seed));
    try (InputStream output = process.getInputStream()) {
      assertThat(new String(output.readNBytes(bytes), StandardCharsets.US_ASCII))
          .isEqualTo(".".repeat(bytes));
      LockSupport.parkNanos(delayNs);
      process.toHandle().destroyForcibly(); // that of Process would close the stream
      byte[] rest = output.readAllBytes();
      assertThat(process.waitFor()).isEqualTo(KILLED);
      return bytes + rest.length;
    } finally {
      process.destroyForcibly();
    }
  }
}
