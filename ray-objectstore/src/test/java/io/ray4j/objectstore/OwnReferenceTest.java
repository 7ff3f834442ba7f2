package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value that says that it has a ref to the very object that it becomes. */
class OwnReferenceTest {
  private static final ObjectId ID = new ObjectId(3, 4, 0);

  @TempDir private Path temp;
  private ObjectStore store;

  @BeforeEach
  void open() {
    store = StoreObjects.open(temp, temp.resolve("spill"), 8L * StoreObjects.MB);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ObjectValue with(ObjectId... references) {
    return new ObjectValue.Inline(new byte[1], List.of(references));
  }

  @Test
  void shouldNotKeepTheObject() {
    ObjectEntry other = store.createPending(new ObjectId(3, 5, 0), 0, "");
    assertThat(store.seal(other, with())).isTrue();
    ObjectEntry entry = store.createPending(ID, 0, "");
    assertThat(store.seal(entry, with(ID, other.id(), ID.part(7)))).isTrue();
    store.letGo(other);
    assertThat(store.entries()).as("each held, one by the other").hasSize(2);
    store.letGo(entry);
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void shouldNotKeepTheWholeOfWhichItIsAPart() {
    ObjectEntry whole = store.createPending(ID, 2, "task");
    List<ObjectValue> parts = List.of(with(ID), with(ID.part(0), ID.part(1)));
    assertThat(store.seal(whole, new ObjectValue.Composite("", parts))).isTrue();
    assertThat(store.entries()).hasSize(3);
    store.letGo(whole);
    assertThat(store.entries()).isEmpty();
  }
}
