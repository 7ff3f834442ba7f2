package io.ray4j.functional;

import static io.ray4j.functional.StoreTasks.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectFreedException;
import io.ray4j.ObjectRef;
import io.ray4j.ObjectStoreFullException;
import io.ray4j.Ray;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTaskException;
import io.ray4j.TaskOptions;
import io.ray4j.WorkerCrashedException;
import io.ray4j.testing.Backend;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who holds an object, and that it goes when nobody does. */
@Timeout(120)
class LifetimesTest {
  private static final int MB_OF_LONGS = (1 << 20) / Long.BYTES;

  @BeforeEach
  void init() {
    Ray.init(Backend.config(1).objectStoreMemory(64L << 20).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  /** Collects here until the store has so many objects left. */
  private static void awaitObjects(int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(Ray.state().objects()).hasSize(count);
            });
  }

  private static void awaitEmptyStore() {
    awaitObjects(0);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(Ray.state().usedBytes()).as("leases apart").isLessThan(2 << 20));
  }

  @Test
  void shouldFreeWhatNoRefPointsAt() {
    for (int index = 0; index < 640; index++) {
      ObjectRef<long[]> ref = Ray.put(filled(MB_OF_LONGS, index));
      if (index % 64 == 0) {
        assertThat(ref.get()[5]).isEqualTo(index);
      }
    }
    awaitEmptyStore();
  }

  @Test
  void shouldFreeResultsThatNobodyTakes() {
    for (int index = 0; index < 20_000; index++) {
      ObjectRef<long[]> unused = Ray.remote(StoreTasks::make, 1_300, 1L);
    }
    assertThat(Ray.get(Ray.remote(StoreTasks::make, 1_300, 7L))[0]).isEqualTo(7);
    awaitEmptyStore();
  }

  @Test
  void shouldKeepTheArgumentsOfATaskThatHasNotRun(@TempDir Path folder) throws IOException {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> first = Ray.remote(StoreTasks::awaitFile, gate.toString());
    ObjectRef<Long> sum =
        Ray.remote(StoreTasks::sum, Ray.remote(StoreTasks::make, MB_OF_LONGS, 3L));
    ObjectRef<Long> sumOfPut = Ray.remote(StoreTasks::sum, Ray.put(filled(MB_OF_LONGS, 2)));
    awaitObjects(5); // three results, one result in between and one argument
    Files.createFile(gate);
    assertThat(first.get()).isZero();
    assertThat(sum.get()).isEqualTo(3L * MB_OF_LONGS);
    assertThat(sumOfPut.get()).isEqualTo(2L * MB_OF_LONGS);
    awaitObjects(3);
    assertThat(List.of(first, sum, sumOfPut)).isNotNull();
  }

  @Test
  void shouldKeepWhatAnotherObjectHasARefTo() {
    ObjectRef<List<ObjectRef<long[]>>> outer =
        Ray.put(List.of(Ray.put(filled(MB_OF_LONGS, 1)), Ray.put(filled(MB_OF_LONGS, 2))));
    awaitObjects(3);
    assertThat(outer.get().get(1).get()[0]).isEqualTo(2);
    outer = null;
    awaitObjects(0);
  }

  @Test
  void shouldFreeALongChainOfObjectsWithRefs() {
    ObjectRef<List<Object>> last = Ray.put(List.of(0));
    for (int index = 1; index < 20_000; index++) {
      last = Ray.put(List.of(index, last));
    }
    assertThat(last.get()).first().isEqualTo(19_999);
    awaitObjects(20_000);
    last = null;
    awaitObjects(0);
  }

  @Test
  void shouldKeepForAWorkerWhatItsSenderDroppedAtOnce() {
    int kept =
        Ray.remote(StoreTasks::keepRefs, new ArrayList<>(List.of(Ray.put(filled(MB_OF_LONGS, 4)))))
            .get();
    assertThat(kept).isEqualTo(1);
    awaitObjects(1);
    assertThat(Ray.remote(StoreTasks::sumKept).get()).isEqualTo(4L * MB_OF_LONGS);
    assertThat(Ray.remote(StoreTasks::forgetKept).get()).isZero();
    awaitObjects(0);
  }

  @Test
  void shouldKeepWhatATaskPutAndReturnedTheRefOf() {
    ObjectRef<ObjectRef<long[]>> outer = Ray.remote(StoreTasks::putInTask, MB_OF_LONGS, 9L);
    ObjectRef<long[]> inner = outer.get();
    assertThat(Ray.remote(StoreTasks::forgetKept).get()).isZero(); // collects in the worker
    assertThat(inner.get()[0]).isEqualTo(9);
    outer = null;
    inner = null;
    awaitObjects(0);
  }

  @Test
  void shouldKeepWhatAThrownExceptionHasARefTo() {
    ObjectRef<Integer> failed = Ray.remote(StoreTasks::throwRef, MB_OF_LONGS, 9L);
    ObjectRef<Integer> dependant = Ray.remote(Tasks::add, failed, 1);
    assertThat(Ray.wait(List.of(dependant), 1, Duration.ofMinutes(1)).pending()).isEmpty();
    loseTheWorker(); // and with it the ref of its own
    assertThat(carriedBy(failed)).isEqualTo(9);
    failed = null;
    awaitObjects(2);
    assertThat(carriedBy(dependant)).isEqualTo(9);
    dependant = null;
    awaitObjects(0);
  }

  private static long carriedBy(ObjectRef<Integer> failed) {
    try {
      throw new AssertionError("not failed: " + failed.get());
    } catch (RayTaskException e) {
      return ((StoreTasks.CarryingException) e.getCause()).ref.get()[0];
    }
  }

  private static void loseTheWorker() {
    TaskOptions once = TaskOptions.builder().maxRetries(0).build();
    assertThatThrownBy(() -> Ray.function(Tasks::exit).options(once).remote(3).get())
        .isInstanceOf(WorkerCrashedException.class);
  }

  @Test
  void shouldLetAPartOfAResultGoAlone() {
    ObjectRef<long[]> high =
        Ray.remote(StoreTasks::halves, MB_OF_LONGS).component(StoreTasks.Halves::high);
    assertThat(high.get()[0]).isEqualTo(2);
    awaitObjects(1);
    assertThat(high.get()[0]).isEqualTo(2);
    high = null;
    awaitObjects(0);
  }

  @Test
  void shouldKeepAPartForAWorkerWhenTheWholeIsGone() {
    ObjectRef<long[]> high =
        Ray.remote(StoreTasks::halves, MB_OF_LONGS).component(StoreTasks.Halves::high);
    assertThat(high.get()[0]).isEqualTo(2);
    awaitObjects(1);
    ObjectRef<List<ObjectRef<long[]>>> list = Ray.put(List.of(high));
    assertThat(Ray.remote(StoreTasks::keepRefs, new ArrayList<>(List.of(high))).get()).isOne();
    high = null;
    awaitObjects(2);
    assertThat(Ray.remote(StoreTasks::sumKept).get()).isEqualTo(2L * MB_OF_LONGS);
    assertThat(Ray.remote(StoreTasks::forgetKept).get()).isZero();
    assertThat(list.get().get(0).get()[0]).isEqualTo(2);
    list = null;
    awaitObjects(0);
  }

  @Test
  void shouldKeepAViewsBytesForAnyBufferMadeFromIt() {
    LongBuffer slice =
        Ray.put(filled(MB_OF_LONGS, 5)).as(LongBuffer.class).get().duplicate().slice(10, 100);
    churn();
    for (int index = 0; index < slice.capacity(); index++) {
      assertThat(slice.get(index)).isEqualTo(5);
    }
    assertThat(Ray.state().objects()).isEmpty();
    assertThat(Ray.state().usedBytes()).isGreaterThanOrEqualTo(1 << 20);
    slice = null;
    awaitEmptyStore();
  }

  @Test
  void shouldKeepTheBytesOfAViewThatATaskKept() {
    ObjectRef<long[]> values = Ray.remote(StoreTasks::make, MB_OF_LONGS, 6L);
    assertThat(Ray.remote(StoreTasks::keepView, values.as(LongBuffer.class)).get()).isEqualTo(1);
    values = null;
    awaitObjects(0);
    churn();
    assertThat(Ray.remote(StoreTasks::sumKept).get()).isEqualTo(6L * (MB_OF_LONGS - 1));
    assertThat(Ray.remote(StoreTasks::forgetKept).get()).isZero();
    awaitEmptyStore();
  }

  /** Writes over all memory of the store that is free. */
  private static void churn() {
    for (int index = 0; index < 100; index++) {
      ObjectRef<long[]> unused = Ray.put(filled(MB_OF_LONGS, -1));
    }
    awaitObjects(0);
  }

  @Test
  void shouldGiveASecondViewTheSameBytes() {
    ObjectRef<long[]> values = Ray.put(filled(MB_OF_LONGS, 8));
    LongBuffer first = values.as(LongBuffer.class).get();
    LongBuffer second = values.as(LongBuffer.class).get();
    assertThat(second.get(17)).isEqualTo(8);
    assertThat(second).isNotSameAs(first);
    assertThat(first).isNotNull();
    assertThatThrownBy(() -> values.as(DoubleBuffer.class).get())
        .hasMessageContaining("DoubleBuffer");
  }

  @Test
  void shouldDropAnObjectThatIsFreed() {
    ObjectRef<long[]> values = Ray.put(filled(MB_OF_LONGS, 1));
    ObjectRef<Integer> small = Ray.put(1);
    values.free();
    small.free();
    assertThat(Ray.state().usedBytes()).isZero();
    assertThatThrownBy(values::get)
        .isInstanceOf(ObjectFreedException.class)
        .hasMessageContaining(values.id().toString().substring(10, 30));
    assertThatThrownBy(small::get).isInstanceOf(ObjectFreedException.class);
    assertThatThrownBy(() -> Ray.remote(StoreTasks::sum, values).get())
        .isInstanceOf(ObjectFreedException.class);
  }

  @Test
  void shouldDropAPendingResultThatIsFreedAndDiscardWhatItsTaskReturns(@TempDir Path folder)
      throws IOException {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> blocker = Ray.remote(StoreTasks::awaitFile, gate.toString());
    ObjectRef<long[]> pending = Ray.remote(StoreTasks::make, MB_OF_LONGS, 1L);
    ObjectRef<StoreTasks.Halves> parts = Ray.remote(StoreTasks::halves, MB_OF_LONGS);
    pending.free();
    parts.free();
    assertThatThrownBy(pending::get).isInstanceOf(ObjectFreedException.class);
    Files.createFile(gate);
    assertThat(blocker.get()).isZero();
    assertThat(Ray.remote(StoreTasks::forgetKept).get()).isZero(); // runs after both
    assertThatThrownBy(() -> parts.component(StoreTasks.Halves::low).get())
        .isInstanceOf(ObjectFreedException.class);
    assertThat(Ray.state().usedBytes()).isLessThan(2 << 20);
  }

  @Test
  void shouldFailATaskWhoseArgumentIsFreedWhileItWaitsForAWorker(@TempDir Path folder)
      throws IOException {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> blocker = Ray.remote(StoreTasks::awaitFile, gate.toString());
    ObjectRef<long[]> values = Ray.put(filled(MB_OF_LONGS, 1));
    ObjectRef<Long> sum = Ray.remote(StoreTasks::sum, values);
    ObjectRef<Long> sumOfView = Ray.remote(StoreTasks::sumView, values.as(LongBuffer.class));
    values.free();
    Files.createFile(gate);
    assertThat(blocker.get()).isZero();
    // one of them may have been sent ahead, and then it has its argument
    for (ObjectRef<Long> task : List.of(sum, sumOfView)) {
      try {
        assertThat(task.get()).isEqualTo(MB_OF_LONGS);
      } catch (RuntimeException e) {
        assertThat(e).isInstanceOf(ObjectFreedException.class);
      }
    }
    assertThatThrownBy(sumOfView::get).isInstanceOf(ObjectFreedException.class);
  }

  @Test
  void shouldFailATaskOfWhoseArgumentAPartWasFreed() {
    ObjectRef<StoreTasks.Halves> halves = Ray.remote(StoreTasks::halves, MB_OF_LONGS);
    assertThat(Ray.remote(StoreTasks::sumOfHalves, halves).get()).isEqualTo(3L * MB_OF_LONGS);
    halves.component(StoreTasks.Halves::high).free();
    assertThatThrownBy(() -> Ray.remote(StoreTasks::sumOfHalves, halves).get())
        .isInstanceOf(ObjectFreedException.class);
    assertThatThrownBy(halves::get).isInstanceOf(ObjectFreedException.class);
    assertThat(halves.component(StoreTasks.Halves::low).get()[0]).isEqualTo(1);
    assertThat(Ray.remote(StoreTasks::forgetKept).get()).as("the worker goes on").isZero();
  }

  @Test
  void shouldGiveBackThePartsOfAResultThatCannotBeStored() {
    for (int index = 0; index < 70; index++) { // more than there is room for
      ObjectRef<List<Object>> parts = Ray.remote(StoreTasks::halfUnserializable, MB_OF_LONGS);
      assertThatThrownBy(parts::get).isInstanceOf(RaySerializationException.class);
    }
    ObjectRef<StoreTasks.Halves> large = Ray.remote(StoreTasks::halves, 40 * MB_OF_LONGS);
    assertThatThrownBy(large::get)
        .isInstanceOf(ObjectStoreFullException.class)
        .hasMessageContaining("leased to workers 4"); // one half
    large = null;
    awaitEmptyStore();
  }

  @Test
  void shouldDropInTheDriverWhatATaskFrees() {
    ObjectRef<long[]> values = Ray.put(filled(MB_OF_LONGS, 1));
    assertThat(Ray.remote(StoreTasks::freeInTask, new ArrayList<>(List.of(values))).get())
        .isEqualTo(1);
    await()
        .untilAsserted(
            () -> assertThatThrownBy(values::get).isInstanceOf(ObjectFreedException.class));
  }

  @Test
  void shouldLetGoOfWhatADeadWorkerHeld() {
    Ray.remote(StoreTasks::keepRefs, new ArrayList<>(List.of(Ray.put(filled(MB_OF_LONGS, 4)))))
        .get();
    ObjectRef<long[]> viewed = Ray.put(filled(MB_OF_LONGS, 5));
    assertThat(Ray.remote(StoreTasks::keepView, viewed.as(LongBuffer.class)).get()).isEqualTo(2);
    viewed = null;
    awaitObjects(1);
    loseTheWorker();
    awaitEmptyStore();
  }
}
