package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An object is sealed once: what a second seal brings leaves no trace. */
@Timeout(60)
class SecondSealTest {
  private static final int MB = StoreObjects.MB;

  @TempDir private Path temp;

  @Test
  void shouldLeaveTheTablesRowAlone() throws Exception {
    Path file = temp.resolve("table");
    ObjectTable table = ObjectTable.open(file, 100);
    try (ObjectStore store =
        new ObjectStore(temp, temp.resolve("spill"), table, () -> 8L * MB, urgent -> {})) {
      StoreObjects objects = new StoreObjects(store);
      StoreObjects.Made made = objects.put(1, MB);
      Extent first = objects.pin(made);
      Extent second = store.write(new StoreObjects.Words(2, MB));

      assertThat(store.seal(made.entry(), new ObjectValue.Stored(second, List.of()))).isFalse();

      table.flush();
      assertThat(ObjectTable.recover(file))
          .isEqualTo(Map.of(made.entry().id(), TableRow.sealed(MB, List.of(first), "test")));
      assertThat(store.usedBytes()).isEqualTo(MB);
      objects.unpin(made);
    }
  }
}
