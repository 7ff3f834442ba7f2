package io.ray4j.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An endless sequence of changes of a table, the same for one seed in each process: what {@link
 * ObjectTableCrashTest} has a child make, and follows to know what the table may hold.
 */
final class TableChanges {
  /** How many changes there are between two flushes. */
  static final int BATCH = 200;

  private static final int OBJECTS = 2000;

  private final Random random;
  private final Map<ObjectId, TableRow> rows = new HashMap<>();
  private int changes;

  TableChanges(long seed) {
    random = new Random(seed);
  }

  /** One change. */
  record Change(ObjectId id, @Nullable TableRow row, boolean first) {
    void applyTo(ObjectTable table) {
      if (row == null) {
        table.remove(id);
      } else if (first) {
        table.record(id, row);
      } else {
        table.update(id, row);
      }
    }
  }

  Change next() {
    ObjectId id = new ObjectId(1, random.nextInt(OBJECTS), 0);
    boolean first = !rows.containsKey(id);
    TableRow row = !first && random.nextInt(4) == 0 ? null : row(id, changes++);
    if (row == null) {
      rows.remove(id);
    } else {
      rows.put(id, row);
    }
    return new Change(id, row, first);
  }

  /** A row in which each part depends on the change, so that a mixture of two is no row. */
  private TableRow row(ObjectId id, int change) {
    String task = ("Tasks.make task=" + change + " ").repeat(1 + change % 3) + id.sequence();
    if (random.nextBoolean()) {
      return TableRow.spilled(change, "/tmp/spill-" + change, task);
    }
    Extent extent = new Extent(change, 64L * change, change);
    return TableRow.sealed(change, List.of(extent), task);
  }

  /** The rows after all changes so far. */
  Map<ObjectId, TableRow> rows() {
    return rows;
  }

  /** Makes changes until it is killed; prints a byte after each flush. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      TableChanges changes = new TableChanges(Long.parseLong(arguments[1]));
      try (ObjectTable table = ObjectTable.open(Path.of(arguments[0]), OBJECTS)) {
        while (true) {
          for (int i = 0; i < BATCH; i++) {
            changes.next().applyTo(table);
          }
          table.flush();
          System.out.write('.');
          System.out.flush();
        }
      }
    }
  }

  /** Records objects in the order of their ids until it is killed; prints a byte when it begins. */
  static final class InOrder {
    private InOrder() {}

    public static void main(String[] arguments) throws IOException {
      try (ObjectTable table = ObjectTable.open(Path.of(arguments[0]), 500_000)) {
        for (int i = 0; true; i++) {
          table.record(new ObjectId(1, i, 0), TableRow.spilled(i, "file", ""));
          if (i == 0) {
            table.flush();
            System.out.write('.');
            System.out.flush();
          }
          while (table.pendingChanges() > 20_000) {
            Thread.onSpinWait();
          }
        }
      }
    }
  }
}
