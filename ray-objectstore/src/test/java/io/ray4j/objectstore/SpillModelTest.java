package io.ray4j.objectstore;

import static io.ray4j.objectstore.SpillTestData.names;
import static io.ray4j.objectstore.SpillTestData.object;
import static io.ray4j.objectstore.SpillTestData.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random batches, reads and releases, against a map that says what must be there. */
class SpillModelTest {
  private static final int STEPS = 200;

  @TempDir private Path temp;

  /** What is spilled: the slot, and the seed that its bytes follow from. */
  private record Spilled(SpillSlot slot, long seed) {}

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldBehaveLikeAMap(long seed) throws IOException {
    Random random = new Random(seed);
    Path folder = temp.resolve("spill");
    List<Spilled> model = new ArrayList<>();
    Map<Integer, Long> sizes = new TreeMap<>();
    try (SpillFiles files = new SpillFiles(folder)) {
      for (int step = 0; step < STEPS; step++) {
        String where = "seed=" + seed + " step=" + step;
        int choice = random.nextInt(10);
        if (choice < 3 || model.isEmpty()) {
          write(files, random, model, sizes);
        } else if (choice < 7) {
          Spilled spilled = model.get(random.nextInt(model.size()));
          assertThat(read(files, spilled.slot()))
              .as(where)
              .isEqualTo(object(spilled.seed(), (int) spilled.slot().length()));
        } else {
          release(files, random, model, sizes);
        }
        assertThat(names(folder))
            .as(where)
            .containsExactlyInAnyOrderElementsOf(
                sizes.keySet().stream().map(file -> "spill-" + file).toList());
        assertThat(files.bytes())
            .as(where)
            .isEqualTo(sizes.values().stream().mapToLong(size -> size).sum());
      }
    }
    assertThat(temp).as("seed=" + seed).isEmptyDirectory();
  }

  private static void write(
      SpillFiles files, Random random, List<Spilled> model, Map<Integer, Long> sizes)
      throws IOException {
    List<Long> seeds = random.longs(1 + random.nextInt(12)).boxed().toList();
    List<ByteBuffer> objects = seeds.stream().map(each -> object(each, size(random))).toList();
    List<SpillSlot> slots = files.write(objects);
    for (int i = 0; i < slots.size(); i++) {
      assertThat(slots.get(i).length()).isEqualTo(objects.get(i).remaining());
      model.add(new Spilled(slots.get(i), seeds.get(i)));
      sizes.merge(slots.get(i).file(), slots.get(i).length(), Long::sum);
    }
  }

  /** Mostly small, now and then nothing, or more than a chunk. */
  private static int size(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> 0;
      case 1 -> SpillWriter.CHUNK_BYTES - 2 + random.nextInt(5);
      default -> random.nextInt(1 << random.nextInt(16));
    };
  }

  private static void release(
      SpillFiles files, Random random, List<Spilled> model, Map<Integer, Long> sizes) {
    for (int releases = random.nextInt(24); releases > 0 && !model.isEmpty(); releases--) {
      SpillSlot slot = model.remove(random.nextInt(model.size())).slot();
      files.release(slot);
      if (model.stream().noneMatch(spilled -> spilled.slot().file() == slot.file())) {
        sizes.remove(slot.file());
      }
    }
  }
}
