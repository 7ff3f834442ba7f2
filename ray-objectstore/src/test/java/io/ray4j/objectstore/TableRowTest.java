package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableRowTest {
  private static final Extent EXTENT = new Extent(3, 64L << 30, 1 << 20);

  @Test
  void shouldEncodeAUsualRowInLessThan200Bytes() {
    TableRow row = TableRow.sealed(1 << 20, List.of(EXTENT), "TreeReduce.aggregateData task=4711");
    assertThat(TableRowLayout.encode(row)).hasSizeBetween(60, 200);
  }

  @Test
  void shouldDecodeWhatItEncoded() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      TableRow row = randomRow(random);
      assertThat(TableRowLayout.decode(TableRowLayout.encode(row)))
          .as("seed=%d", seed)
          .isEqualTo(row);
    }
  }

  private static TableRow randomRow(Random random) {
    String task = random.nextBoolean() ? "" : "Aufgäbe.日本 " + random.nextInt();
    if (random.nextInt(3) == 0) {
      return TableRow.spilled(random.nextLong() >>> 1, "/tmp/spill/ä" + random.nextInt(), task);
    }
    List<Extent> extents = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      extents.add(new Extent(random.nextInt(), random.nextLong(), random.nextLong()));
    }
    return TableRow.sealed(random.nextLong() >>> 1, extents, task);
  }

  @Test
  void shouldRefuseBytesOfAnotherVersion() {
    byte[] bytes = TableRowLayout.encode(TableRow.sealed(1, List.of(EXTENT), ""));
    bytes[0]++;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableRowLayout.decode(bytes))
        .withMessageContaining("version=2");
  }

  @Test
  void shouldRefuseMoreExtentsThanTheLayoutHolds() {
    TableRow row = TableRow.sealed(1, Collections.nCopies(65536, EXTENT), "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableRowLayout.encode(row))
        .withMessageContaining("65536");
  }

  @Test
  void shouldRefuseARowThatIsNeitherInSegmentsNorInAFile() {
    assertThatIllegalArgumentException().isThrownBy(() -> TableRow.sealed(1, List.of(), "task"));
    assertThatIllegalArgumentException().isThrownBy(() -> TableRow.spilled(1, "", "task"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TableRow(ObjectState.SEALED, 1, List.of(EXTENT), "file", "task"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TableRow(ObjectState.SPILLED, 1, List.of(EXTENT), "file", "task"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableRow.sealed(-1, List.of(EXTENT), "task"));
  }

  @Test
  void shouldCutATooLongTaskName() {
    TableRow row = TableRow.sealed(1, List.of(EXTENT), "x".repeat(1000));
    assertThat(row.task()).isEqualTo("x".repeat(TableRow.MAX_TASK_CHARS));
  }
}
