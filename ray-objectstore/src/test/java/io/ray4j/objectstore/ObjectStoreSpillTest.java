package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.StoreObjects.Made;
import io.ray4j.objectstore.StoreObjects.NotPinnedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is moved to disk, when, and how it comes back. */
@Timeout(60)
class ObjectStoreSpillTest {
  private static final int MB = StoreObjects.MB;
  private static final int CAPACITY_MB = 64;

  @TempDir private Path temp;
  private Path spillFolder;
  private ObjectStore store;
  private StoreObjects objects;

  @BeforeEach
  void open() {
    spillFolder = temp.resolve("spill");
    store = StoreObjects.open(temp, spillFolder, (long) CAPACITY_MB * MB);
    objects = new StoreObjects(store);
  }

  @AfterEach
  void close() {
    store.close();
    assertThat(temp).as("files left behind").isEmptyDirectory();
  }

  /** Fills the memory with objects of 4 MB. */
  private List<Made> fill() {
    List<Made> made = new ArrayList<>();
    for (int index = 0; index < CAPACITY_MB / 4; index++) {
      made.add(objects.put(index, 4 * MB));
    }
    assertThat(made).noneMatch(objects::isSpilled);
    return made;
  }

  @Test
  void shouldSpillABatchOfThoseNotUsedForTheLongestTime() {
    List<Made> made = fill();
    objects.check(made.get(0)); // used again

    Made next = objects.put(100, MB);

    assertThat(made.subList(1, 5)).as("16 MB at least").allMatch(objects::isSpilled);
    assertThat(made.subList(5, made.size())).noneMatch(objects::isSpilled);
    assertThat(made.get(0)).matches(each -> !objects.isSpilled(each));
    assertThat(SpillTestData.names(spillFolder)).containsExactly("spill-0");
    assertThat(store.usedBytes()).isEqualTo((CAPACITY_MB - 16 + 1) * (long) MB);
    made.forEach(objects::check);
    objects.check(next);
  }

  @Test
  void shouldSpillNothingThatIsPinned() {
    List<Made> made = fill();
    List<Extent> pinned = made.subList(0, 8).stream().map(objects::pin).toList();

    objects.put(100, MB);
    objects.put(101, 16 * MB);

    assertThat(made.subList(0, 8)).noneMatch(objects::isSpilled);
    assertThat(made.subList(8, 16)).anyMatch(objects::isSpilled);
    for (int index = 0; index < pinned.size(); index++) {
      assertThat(objects.isWhole(made.get(index), pinned.get(index))).isTrue();
    }
    assertThat(store.pinnedBytes()).isEqualTo(32L * MB);
    made.subList(0, 8).forEach(objects::unpin);
    assertThat(store.pinnedBytes()).isZero();
  }

  @Test
  void shouldFreeAtOnceAnObjectThatHasACopyOnDisk() {
    List<Made> made = fill();
    for (int index = 0; index < CAPACITY_MB / 4; index++) {
      objects.put(100 + index, 4 * MB); // by now all the first ones are on disk
    }
    assertThat(made).allMatch(objects::isSpilled);
    made.forEach(objects::check); // and back again
    List<String> files = SpillTestData.names(spillFolder);

    objects.put(200, MB);

    assertThat(made.subList(0, 4)).allMatch(objects::isSpilled);
    assertThat(SpillTestData.names(spillFolder)).as("nothing was written").isEqualTo(files);
    made.forEach(objects::check);
  }

  @Test
  void shouldDeleteACopyWithItsObject() {
    List<Made> made = fill();
    Made next = objects.put(100, 64 * MB);
    assertThat(made).allMatch(objects::isSpilled);
    made.forEach(objects::letGo);
    assertThat(spillFolder).isEmptyDirectory();
    objects.check(next);
    objects.letGo(next);
    assertThat(store.usedBytes()).isZero();
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void shouldKeepInMemoryWhatIsPinnedWhileItIsWritten() {
    boolean seen = false;
    for (int round = 0; !seen; round++) {
      Made made = objects.put(round, 60 * MB);
      CompletableFuture<Made> next = CompletableFuture.supplyAsync(() -> objects.put(-1, 60 * MB));
      Extent extent = null;
      while (!next.isDone() && !seen) {
        if (isSpilling(made)) {
          extent = store.tryPin(made.entry());
          seen = extent != null && isSpilling(made);
        }
      }
      if (seen) {
        // the write ends, the object stays: only once it is unpinned there is room
        while (isSpilling(made)) {
          Thread.onSpinWait();
        }
        assertThat(store.stateOf(made.entry())).isEqualTo(ObjectState.SEALED);
        assertThat(objects.isWhole(made, extent)).isTrue();
        assertThat(next).isNotDone();
        objects.unpin(made);
      } else if (extent != null) {
        objects.unpin(made);
      }
      objects.letGo(StoreObjects.join(next));
      objects.check(made);
      objects.letGo(made);
    }
    assertThat(store.usedBytes()).isZero();
  }

  private boolean isSpilling(Made made) {
    return store.stateOf(made.entry()) == ObjectState.SPILLING;
  }

  @Test
  void shouldForgetWhatIsLetGoWhileItIsWritten() {
    boolean seen = false;
    for (int round = 0; !seen; round++) {
      Made made = objects.put(round, 60 * MB);
      CompletableFuture<Made> next = CompletableFuture.supplyAsync(() -> objects.put(-1, 60 * MB));
      while (!next.isDone() && !seen) {
        seen = isSpilling(made);
      }
      objects.letGo(made);
      objects.letGo(StoreObjects.join(next));
      assertThat(store.usedBytes()).isZero();
      assertThat(spillFolder).isEmptyDirectory();
    }
  }

  @Test
  void shouldForgetWhatIsLetGoOrFreedWhileItComesBack() throws InterruptedException {
    List<Made> made = fill();
    objects.put(100, 64 * MB);
    CountDownLatch atWork = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Extent> first = objects.pinSoon(made.get(0));
    CompletableFuture<Void> held = // on the spiller's thread, so that the others have to wait
        first.thenAccept(
            extent -> {
              atWork.countDown();
              await(goOn);
            });
    atWork.await();
    CompletableFuture<Extent> letGo = objects.pinSoon(made.get(1));
    CompletableFuture<Extent> freed = objects.pinSoon(made.get(2));
    CompletableFuture<Extent> kept = objects.pinSoon(made.get(3));
    objects.letGo(made.get(1));
    objects.free(made.get(2));
    goOn.countDown();

    StoreObjects.join(held);
    for (CompletableFuture<Extent> gone : List.of(letGo, freed)) {
      assertThatThrownBy(() -> StoreObjects.join(gone))
          .isInstanceOfSatisfying(
              NotPinnedException.class,
              e -> assertThat(e.failure).isEqualTo(PinListener.Failure.FREED));
    }
    assertThat(objects.isWhole(made.get(3), StoreObjects.join(kept))).isTrue();
    assertThatThrownBy(() -> objects.pin(made.get(2))).isInstanceOf(NotPinnedException.class);
    objects.unpin(made.get(0));
    objects.unpin(made.get(3));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldKeepTheBytesOfAFreedObjectUntilTheyAreUnpinned() {
    Made made = objects.put(1, MB);
    Extent extent = objects.pin(made);
    objects.free(made);
    objects.free(made);
    assertThat(objects.isWhole(made, extent)).isTrue();
    assertThat(store.usedBytes()).isEqualTo(MB);
    assertThat(store.tryPin(made.entry())).as("for whoever reads it already").isNotNull();
    objects.unpin(made);
    objects.unpin(made);
    assertThat(store.usedBytes()).isZero();
    assertThat(store.tryPin(made.entry())).isNull();
    assertThatThrownBy(() -> objects.unpin(made)).isInstanceOf(IllegalStateException.class);
    assertThat(store.pinnedBytes()).isZero();
    objects.letGo(made);
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void shouldRefuseWhatThereIsNoRoomForAndSayWhy() {
    List<Made> made = fill();
    made.subList(0, 12).forEach(objects::pin);
    assertThatThrownBy(() -> objects.put(100, 20 * MB))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("No room for 20,971,520 bytes")
        .hasMessageContaining("pinned by tasks and views 50,331,648")
        .hasMessageContaining("objectStoreMemory=67,108,864");
    assertThatThrownBy(() -> objects.put(100, CAPACITY_MB * MB + 1L))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("does not fit");
    objects.put(101, 16 * MB);
    assertThatThrownBy(() -> pinAll(made.subList(12, 16)))
        .as("there is no room for one that is on disk")
        .isInstanceOfSatisfying(
            NotPinnedException.class, e -> assertThat(e.failure).isIn(PinListener.Failure.NO_ROOM));
  }

  private void pinAll(List<Made> made) {
    Made last = objects.put(102, 16 * MB);
    objects.pin(last);
    made.forEach(objects::pin);
  }

  @Test
  void shouldWaitForASlowCollectionThatUnpins() throws InterruptedException {
    store.close();
    CountDownLatch collecting = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<Made> pinned = new ArrayList<>();
    ObjectTable table = new ObjectTable(temp.resolve("table"), 1, Long.MAX_VALUE);
    store =
        new ObjectStore(
            temp,
            spillFolder,
            table,
            () -> (long) CAPACITY_MB * MB,
            urgent -> {
              if (urgent) {
                collecting.countDown();
                await(mayEnd);
                pinned.forEach(objects::unpin); // as views do that are garbage
              }
            });
    objects = new StoreObjects(store);
    pinned.addAll(fill());
    pinned.forEach(objects::pin);

    CompletableFuture<Made> put = CompletableFuture.supplyAsync(() -> objects.put(100, 8 * MB));
    collecting.await();
    assertThat(put).as("longer than it waits for tasks").isNotDone();
    assertThatThrownBy(() -> put.get(4, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    mayEnd.countDown();

    objects.check(StoreObjects.join(put));
  }

  @Test
  void shouldMakeRoomForAnObjectThatIsLongerThanAnySegment() {
    store.close();
    store = StoreObjects.open(temp, spillFolder, 256L * MB);
    objects = new StoreObjects(store);
    List<Made> small = new ArrayList<>();
    for (int index = 0; index < 250; index++) {
      small.add(objects.put(index, MB));
    }
    assertThat(SpillTestData.names(temp)).contains("segment-0", "segment-1");

    Made large = objects.put(1_000, 250L * MB);

    objects.check(large);
    objects.letGo(large);
    small.forEach(objects::check);
    small.forEach(objects::letGo);
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void shouldGoOnWhenTheDiskIsFull() throws Exception {
    Files.createDirectory(spillFolder);
    try (TmpfsMount mount = new TmpfsMount(spillFolder, 20L * MB)) {
      List<Made> made = fill();
      Made more = objects.put(100, 4 * MB); // 16 MB go to disk
      assertThat(mount.usableBytes()).isLessThan(5L * MB);
      objects.put(101, 12 * MB);

      assertThatThrownBy(() -> objects.put(102, 8 * MB))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("spilling failed: ")
          .hasMessageContaining("Cannot spill");

      made.subList(4, 16).forEach(objects::check);
      objects.check(more);
      made.subList(8, 16).forEach(objects::letGo);
      made.subList(0, 8).forEach(objects::check);
      made.subList(0, 8).forEach(objects::letGo);
      objects.check(objects.put(103, 8 * MB));
    } finally {
      store.close();
      Files.deleteIfExists(spillFolder);
    }
  }
}
