package io.ray4j.functional;

import static io.ray4j.functional.StoreTasks.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectLostException;
import io.ray4j.ObjectRef;
import io.ray4j.ObjectStoreFullException;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import io.ray4j.TaskOptions;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when more is held than memory has room for. */
@Timeout(180)
class SpillTest {
  private static final int MB_OF_LONGS = (1 << 20) / Long.BYTES;
  private static final long STORE_BYTES = 64L << 20;

  @TempDir private Path spillDirectory;

  @BeforeEach
  void init() {
    Ray.init(
        RayConfig.builder()
            .workers(2)
            .objectStoreMemory(STORE_BYTES)
            .spillDirectory(spillDirectory)
            .build());
  }

  @AfterEach
  void shutdown() throws IOException {
    Ray.shutdown();
    assertThat(spillFiles()).as("left behind").isEmpty();
  }

  private List<Path> spillFiles() throws IOException {
    try (Stream<Path> files = Files.walk(spillDirectory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<ObjectRef<long[]>> putMegabytes(int count) {
    List<ObjectRef<long[]>> refs = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      refs.add(Ray.put(filled(MB_OF_LONGS - 100, index)));
    }
    return refs;
  }

  @Test
  void shouldHoldFarMoreThanItsMemory() throws IOException {
    List<ObjectRef<long[]>> refs = putMegabytes(512);
    assertThat(spillFiles()).isNotEmpty();
    assertThat(Ray.state().usedBytes()).isLessThanOrEqualTo(STORE_BYTES);
    assertThat(Ray.state().objects()).extracting(RayState.StoredObject::state).contains("SPILLED");
    for (int index = 0; index < refs.size(); index++) {
      long[] values = refs.get(index).get();
      assertThat(values[0]).isEqualTo(index);
      assertThat(values[values.length - 1]).isEqualTo(index);
    }
    List<long[]> all = Ray.get(refs.subList(0, 100)); // more at once than memory has room for
    assertThat(all).hasSize(100);
  }

  @Test
  void shouldBringBackTheArgumentsOfTasks() {
    List<ObjectRef<long[]>> refs = putMegabytes(200);
    List<ObjectRef<Long>> sums = new ArrayList<>();
    for (ObjectRef<long[]> ref : refs) {
      sums.add(Ray.remote(StoreTasks::sum, ref));
    }
    for (int index = 0; index < refs.size(); index++) {
      assertThat(sums.get(index).get()).isEqualTo((MB_OF_LONGS - 100L) * index);
    }
  }

  @Test
  void shouldSpillResultsOfTasks() {
    List<ObjectRef<long[]>> results = new ArrayList<>();
    for (int index = 0; index < 200; index++) {
      results.add(Ray.remote(StoreTasks::make, MB_OF_LONGS - 100, (long) index));
    }
    for (int index = 0; index < results.size(); index++) {
      assertThat(results.get(index).get()[7]).isEqualTo(index);
    }
  }

  @Test
  void shouldViewASpilledObjectAndLeaveAViewedOneWhereItIs() {
    List<ObjectRef<long[]>> refs = putMegabytes(100);
    LongBuffer view = refs.get(0).as(LongBuffer.class).get();
    List<ObjectRef<long[]>> more = putMegabytes(100);
    assertThat(view.get(3)).isZero();
    assertThat(Ray.remote(StoreTasks::sumView, refs.get(1).as(LongBuffer.class)).get())
        .isEqualTo(MB_OF_LONGS - 100L);
    assertThat(view.get(MB_OF_LONGS - 101)).isZero();
    assertThat(more).isNotNull();
  }

  @Test
  void shouldLoseOnlyTheObjectsWhoseFilesAreGoneOrDamaged() throws IOException {
    List<ObjectRef<long[]>> refs = putMegabytes(200);
    List<Path> files = spillFiles();
    Files.delete(files.get(0));
    try (FileChannel file = FileChannel.open(files.get(1), StandardOpenOption.WRITE)) {
      file.truncate(10);
    }
    int lost = 0;
    for (int index = 0; index < refs.size(); index++) {
      ObjectRef<long[]> ref = refs.get(index);
      try {
        assertThat(ref.get()[0]).isEqualTo(index);
      } catch (ObjectLostException e) {
        assertThat(e).hasMessageContaining("spill-");
        assertThatThrownBy(() -> Ray.remote(StoreTasks::sum, ref).get())
            .isInstanceOf(ObjectLostException.class);
        lost++;
      }
    }
    assertThat(lost).isBetween(2, 199);
  }

  @Test
  void shouldRunFewerTasksAtATimeWhenTheirInputsAndResultsFillTheMemory() {
    int length = 14 * MB_OF_LONGS; // two inputs and a result: 42 of 64 MB
    List<ObjectRef<long[]>> values = new ArrayList<>();
    for (int index = 0; index < 8; index++) {
      values.add(Ray.put(filled(length, index)));
    }
    List<ObjectRef<long[]>> sums = new ArrayList<>();
    for (int index = 0; index < 8; index++) {
      sums.add(
          Ray.remote(
              StoreTasks::addToAll, values.get(index), values.get((index + 5) % 8), 100L * index));
    }
    for (int index = 0; index < 8; index++) {
      assertThat(sums.get(index).get()[length - 1])
          .isEqualTo(index + (index + 5) % 8 + 100 * index);
    }
  }

  @Test
  void shouldNotMakeASmallResultWaitForALargeOne(@TempDir Path folder) {
    List<ObjectRef<long[]>> refs = putMegabytes(40);
    List<LongBuffer> views = new ArrayList<>();
    for (ObjectRef<long[]> ref : refs) {
      views.add(ref.as(LongBuffer.class).get());
    }
    Path file = folder.resolve("large");
    ObjectRef<long[]> large = Ray.remote(StoreTasks::makeAndSay, 30 * MB_OF_LONGS, file.toString());
    assertThat(Ray.remote(StoreTasks::awaitFile, file.toString()).get()).isZero();

    for (int index = 0; index < 20; index++) { // while the large one waits for room in vain
      assertThat(Ray.remote(StoreTasks::make, MB_OF_LONGS / 2, 7L).get()[0]).isEqualTo(7);
    }

    assertThat(large.isReady()).isFalse();
    assertThatThrownBy(large::get).isInstanceOf(ObjectStoreFullException.class);
    assertThat(views).isNotNull();
  }

  @Test
  void shouldKeepAWorkerManyThreadsOfWhichWaitForRoom() {
    List<LongBuffer> views = new ArrayList<>();
    for (ObjectRef<long[]> ref : putMegabytes(40)) {
      views.add(ref.as(LongBuffer.class).get());
    }
    TaskOptions once = TaskOptions.builder().maxRetries(0).build();
    ObjectRef<Integer> refused =
        Ray.function(StoreTasks::putByThreads).options(once).remote(100, 30 * MB_OF_LONGS);
    assertThat(refused.get()).isEqualTo(100);
    assertThat(views).isNotNull();
  }

  @Test
  void shouldRefuseWhatCannotFitAndSayWhatHoldsTheSpace() {
    assertThatThrownBy(() -> Ray.put(new long[9 * MB_OF_LONGS * 8]))
        .isInstanceOf(ObjectStoreFullException.class)
        .hasMessageContaining("objectStoreMemory=67,108,864");
    List<ObjectRef<long[]>> refs = putMegabytes(50);
    List<LongBuffer> views = new ArrayList<>();
    for (ObjectRef<long[]> ref : refs) {
      views.add(ref.as(LongBuffer.class).get());
    }
    assertThatThrownBy(() -> Ray.put(new long[20 * MB_OF_LONGS]))
        .isInstanceOf(ObjectStoreFullException.class)
        .hasMessageContaining("pinned by tasks and views");
    assertThat(views).isNotNull();
  }
}
