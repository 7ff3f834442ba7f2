package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ObjectTableTest {
  private static final long ROWS = 10_000;
  private static final long NEVER_NS = Duration.ofDays(1).toNanos();

  @TempDir Path folder;

  private static ObjectId id(int sequence) {
    return new ObjectId(7, sequence, 0);
  }

  private static TableRow sealed(int sequence) {
    Extent extent = new Extent(sequence % 5, 64L * sequence, 100);
    return TableRow.sealed(100, List.of(extent), "Tasks.make task=" + sequence);
  }

  private static TableRow spilled(int sequence) {
    return TableRow.spilled(100, "/tmp/spill-" + sequence, "Tasks.make task=" + sequence);
  }

  private Path file() {
    return folder.resolve("table");
  }

  private ObjectTable open() {
    return ObjectTable.open(file(), ROWS);
  }

  private Map<ObjectId, TableRow> recover() throws Exception {
    return ObjectTable.recover(file());
  }

  @Test
  void shouldReadTheLastRowOfEachObject() throws Exception {
    try (ObjectTable table = open()) {
      table.record(id(1), sealed(1));
      table.record(id(2), sealed(2));
      table.record(id(3), sealed(3));
      table.record(id(4).part(1), spilled(4));
      table.flush();
      table.update(id(1), spilled(1));
      table.flush();
      table.update(id(1), sealed(9));
      table.update(id(2), spilled(2));
      table.remove(id(3));
    }
    assertThat(recover())
        .isEqualTo(Map.of(id(1), sealed(9), id(2), spilled(2), id(4).part(1), spilled(4)));
  }

  @Test
  void shouldHoldWhatWasFlushedWhileItsProcessRuns() throws Exception {
    try (ObjectTable table = open()) {
      table.record(id(1), sealed(1));
      table.flush();
      assertThat(recover()).isEqualTo(Map.of(id(1), sealed(1)));
      table.update(id(1), spilled(1));
      table.flush();
      assertThat(recover()).isEqualTo(Map.of(id(1), spilled(1)));
      table.remove(id(1));
      table.flush();
      assertThat(recover()).isEmpty();
    }
  }

  @Test
  void shouldApplyChangesInTheBackground() throws Exception {
    try (ObjectTable table = new ObjectTable(file(), ROWS, 0)) {
      for (int i = 0; i < 3; i++) {
        table.record(id(i), sealed(i));
        while (table.pendingChanges() > 0) {
          Thread.onSpinWait();
        }
      }
      assertThat(file()).exists();
    }
    assertThat(recover()).hasSize(3);
  }

  @Test
  void shouldForgetAnObjectThatGoesBeforeItsTurn() throws Exception {
    try (ObjectTable table = new ObjectTable(file(), ROWS, NEVER_NS)) {
      for (int i = 0; i < 1000; i++) {
        table.record(id(i), sealed(i));
        table.update(id(i), spilled(i));
        assertThat(table.pendingChanges()).isEqualTo(1);
        table.remove(id(i));
        table.remove(id(i));
        assertThat(table.pendingChanges()).isZero();
      }
      table.record(id(1), sealed(2));
      table.flush();
    }
    assertThat(recover()).isEqualTo(Map.of(id(1), sealed(2)));
  }

  @Test
  void shouldRemoveARowThatWasUpdatedJustBefore() throws Exception {
    try (ObjectTable table = open()) {
      table.record(id(1), sealed(1));
      table.record(id(2), sealed(2));
      table.flush();
      table.update(id(1), spilled(1));
      table.remove(id(1));
      table.remove(id(2));
      table.record(id(2), sealed(3));
    }
    assertThat(recover()).isEqualTo(Map.of(id(2), sealed(3)));
  }

  @Test
  void shouldReadTheNewRowWhenAnUpdateWasCutShort() throws Exception {
    try (TableFile table = TableFile.create(file(), ROWS)) {
      for (int i = 0; i < 100; i++) {
        table.insert(id(i), sealed(i));
        table.put(id(i), TableFile.NEXT_ROW, spilled(i));
      }
    }
    assertThat(recover())
        .hasSize(100)
        .containsEntry(id(1), spilled(1))
        .doesNotContainValue(sealed(1));
  }

  @Test
  void shouldKeepTheOrderOfEachCallerAmongManyCallers() throws Exception {
    long seed = System.nanoTime();
    int callers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    Map<ObjectId, TableRow> expected = new HashMap<>();
    try (ObjectTable table = open()) {
      List<Future<Map<ObjectId, TableRow>>> models = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        Random random = new Random(seed + caller);
        long origin = caller;
        models.add(threads.submit(() -> change(table, random, origin)));
      }
      for (Future<Map<ObjectId, TableRow>> model : models) {
        expected.putAll(model.get());
      }
    } finally {
      threads.shutdown();
    }
    assertThat(recover()).as("seed=%d", seed).isEqualTo(expected);
  }

  /** Makes 20,000 random changes of 500 objects, and returns what should be left of them. */
  private static Map<ObjectId, TableRow> change(ObjectTable table, Random random, long origin) {
    Map<ObjectId, TableRow> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      ObjectId id = new ObjectId(origin, random.nextInt(500), 0);
      if (!model.containsKey(id)) {
        table.record(id, sealed(i));
        model.put(id, sealed(i));
      } else if (random.nextBoolean()) {
        table.update(id, spilled(i));
        model.put(id, spilled(i));
      } else {
        table.remove(id);
        model.remove(id);
      }
      if (i % 1000 == 0) {
        table.flush();
      }
    }
    return model;
  }

  @Test
  void shouldLeaveOutRowsWhenItIsFullAndSaySoOnce() throws Exception {
    int count = 20_000;
    String log =
        logOf(
            () -> {
              try (ObjectTable table = ObjectTable.open(file(), 1000)) {
                for (int i = 0; i < count; i++) {
                  table.record(id(i), sealed(i));
                }
                table.flush();
                assertThat(recover().size()).isBetween(1000, 10_000);
                for (int i = 0; i < count; i++) {
                  table.remove(id(i));
                }
                table.record(id(count), sealed(count));
              }
            });
    assertThat(log.lines()).hasSize(1);
    assertThat(log).contains("WARN").contains(file().toString()).contains("made for 1000 objects");
    assertThat(recover()).isEqualTo(Map.of(id(count), sealed(count)));
  }

  @Test
  void shouldDropTheOldRowWhenTheNewOneIsTooLarge() throws Exception {
    TableRow huge = TableRow.sealed(1, Collections.nCopies(60_000, new Extent(0, 0, 64)), "");
    String log =
        logOf(
            () -> {
              try (ObjectTable table = open()) {
                table.record(id(1), sealed(1));
                table.record(id(2), sealed(2));
                table.flush();
                table.update(id(1), huge);
              }
            });
    assertThat(log.lines()).hasSize(1);
    assertThat(recover()).isEqualTo(Map.of(id(2), sealed(2)));
  }

  @Test
  void shouldHoldARowOfManyExtents() throws Exception {
    TableRow row =
        TableRow.sealed(64L << 30, Collections.nCopies(32, new Extent(0, 0, 2L << 30)), "");
    try (ObjectTable table = open()) {
      table.record(id(1), row);
      table.flush();
    }
    assertThat(recover()).isEqualTo(Map.of(id(1), row));
  }

  @Test
  void shouldGoOnWithoutAFileAndSaySoOnce() throws Exception {
    Path noFolder = Files.createFile(folder.resolve("no-folder"));
    String log =
        logOf(
            () -> {
              try (ObjectTable table = ObjectTable.open(noFolder.resolve("table"), ROWS)) {
                table.record(id(1), sealed(1));
                table.flush();
                table.record(id(2), sealed(2));
                table.update(id(1), spilled(1));
                table.remove(id(2));
                table.flush();
                assertThat(table.pendingChanges()).isZero();
              }
            });
    assertThat(log.lines()).hasSize(1);
    assertThat(log).contains("WARN").contains("goes on without its object table");
  }

  @Test
  void shouldLeaveNoFileThatIsNotComplete() throws Exception {
    long tooMany = 1L << 50;
    String log =
        logOf(
            () -> {
              try (ObjectTable table = ObjectTable.open(file(), tooMany)) {
                table.record(id(1), sealed(1));
                table.flush();
              }
            });
    assertThat(log.lines()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldMakeNoFileForASessionThatEndsSoon() {
    ObjectTable unused = open();
    unused.flush();
    unused.close();
    try (ObjectTable table = new ObjectTable(file(), ROWS, NEVER_NS)) {
      table.record(id(1), sealed(1));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldIgnoreCallsAfterClose() throws Exception {
    ObjectTable table = open();
    table.record(id(1), sealed(1));
    table.flush();
    table.close();
    table.close();
    table.record(id(2), sealed(2));
    table.update(id(1), spilled(1));
    table.remove(id(1));
    table.flush();
    assertThat(table.pendingChanges()).isZero();
    assertThat(recover()).isEqualTo(Map.of(id(1), sealed(1)));
  }

  @Test
  void shouldRecoverWithoutATrace() throws Exception {
    try (ObjectTable table = open()) {
      table.record(id(1), sealed(1));
      table.flush();
    }
    byte[] before = Files.readAllBytes(file());
    Map<ObjectId, TableRow> rows = TableFile.recover(file(), folder);
    assertThat(rows).isEqualTo(Map.of(id(1), sealed(1)));
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file()));
    assertThatThrownBy(() -> rows.put(id(2), sealed(2)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldSayWhichFileCannotBeRecovered() throws IOException {
    assertThatIOException().isThrownBy(this::recover).withMessageContaining(file().toString());
    Files.writeString(file(), "this is no table at all");
    assertThatIOException().isThrownBy(this::recover).withMessageContaining(file().toString());
  }

  @Test
  void shouldCloseTheFileAlthoughTheCallerIsInterrupted() throws Exception {
    ObjectTable table = open();
    table.record(id(1), sealed(1));
    table.flush();
    table.record(id(2), sealed(2));
    Thread.currentThread().interrupt();
    table.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(recover()).hasSize(2);
  }

  private interface Body {
    void run() throws Exception;
  }

  /** What is logged at INFO or above, which is what the tests' backend prints. */
  private static String logOf(Body body) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      body.run();
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }
}
