package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.objectstore.StoreObjects.Made;
import io.ray4j.objectstore.StoreObjects.NotPinnedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing waits for a store that is closed. */
@Timeout(60)
class ObjectStoreCloseTest {
  private static final int MB = StoreObjects.MB;

  @TempDir private Path temp;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ObjectStore store;
  private StoreObjects objects;

  @BeforeEach
  void open() {
    store = StoreObjects.open(temp, temp.resolve("spill"), 32L * MB);
    objects = new StoreObjects(store);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    store.close();
    assertThat(temp).isEmptyDirectory();
  }

  /** Eight objects of 4 MB, all pinned: there is no room, and nothing can be spilled. */
  private List<Made> fillWithPinned() {
    List<Made> made = new ArrayList<>();
    for (int index = 0; index < 8; index++) {
      made.add(objects.put(index, 4 * MB));
      objects.pin(made.get(index));
    }
    return made;
  }

  /** Waits until a thread of that name waits for room. */
  private static void awaitWaiting(String threadName) {
    await()
        .until(
            () ->
                Thread.getAllStackTraces().entrySet().stream()
                    .filter(each -> each.getKey().getName().startsWith(threadName))
                    .flatMap(each -> List.of(each.getValue()).stream())
                    .anyMatch(frame -> frame.getMethodName().equals("awaitRelease")));
  }

  @Test
  void shouldEndAWaitForRoom() {
    fillWithPinned();
    CompletableFuture<Made> put =
        CompletableFuture.supplyAsync(
            () -> {
              Thread.currentThread().setName("putter");
              return objects.put(100, MB);
            },
            threads);
    awaitWaiting("putter");

    assertEndsSoon(store::close);

    assertThatThrownBy(() -> StoreObjects.join(put)).isInstanceOf(StoreFullException.class);
  }

  @Test
  void shouldEndAWaitForWhatComesBack() {
    Made spilled = objects.put(50, 4 * MB);
    List<Made> others = fillWithPinned();
    assertThat(spilled).matches(objects::isSpilled);
    CompletableFuture<Extent> first = objects.pinSoon(spilled);
    awaitWaiting("ray4j-spill");
    CompletableFuture<Extent> second = objects.pinSoon(spilled);

    assertEndsSoon(store::close);

    for (CompletableFuture<Extent> pinned : List.of(first, second)) {
      assertThatThrownBy(() -> StoreObjects.join(pinned)).isInstanceOf(NotPinnedException.class);
    }
    assertThatThrownBy(() -> objects.pin(spilled)).isInstanceOf(NotPinnedException.class);
    assertThat(others).hasSize(8);
  }

  @Test
  void shouldRefuseAllOnceClosed() {
    Made made = objects.put(1, MB);
    store.close();
    assertThatThrownBy(() -> objects.put(2, MB))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.lease(1, MB)).isInstanceOf(StoreFullException.class);
    objects.letGo(made); // as a late reader does
    store.close();
  }

  /** Well before those who wait would have given up by themselves. */
  private static void assertEndsSoon(Runnable close) {
    long startNs = System.nanoTime();
    close.run();
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void shouldSurviveInterruptsOfThoseWhoWait() {
    List<Made> made = fillWithPinned();
    CompletableFuture<Boolean> put =
        CompletableFuture.supplyAsync(
            () -> {
              Thread.currentThread().interrupt();
              objects.check(objects.put(100, 2 * MB));
              return Thread.interrupted();
            },
            threads);
    assertThat(put).isNotDone();
    made.forEach(objects::unpin);
    assertThat(StoreObjects.join(put)).as("still interrupted").isTrue();
    made.forEach(objects::check);
  }
}
