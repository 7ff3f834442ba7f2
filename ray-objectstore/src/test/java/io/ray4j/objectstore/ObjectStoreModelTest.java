package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.StoreObjects.Made;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random objects, pins and ends, by one thread and by several: what is read is what was written.
 */
@Timeout(120)
class ObjectStoreModelTest {
  private static final int MB = StoreObjects.MB;

  @TempDir private Path temp;

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2})
  void shouldNeverFailWhileLiveObjectsFillLessThanHalf(long seed) {
    long capacity = 192L * MB;
    Random random = new Random(seed);
    List<Made> live = new ArrayList<>();
    long liveBytes = 0;
    try (ObjectStore store = StoreObjects.open(temp, temp.resolve("spill"), capacity)) {
      StoreObjects objects = new StoreObjects(store);
      for (long flow = 0, number = 0; flow < 10 * capacity; number++) {
        long size = 1 + (long) ((64L * MB - 1) * Math.pow(random.nextDouble(), 6));
        while (liveBytes + size > capacity / 2) {
          Made gone = live.remove(random.nextInt(live.size()));
          liveBytes -= gone.size();
          objects.letGo(gone);
        }
        live.add(objects.put(number, size));
        liveBytes += size;
        flow += size;
        if (number % 8 == 0) {
          objects.check(live.get(random.nextInt(live.size())));
        }
      }
      live.forEach(objects::check);
      live.forEach(objects::letGo);
      assertThat(store.usedBytes()).as("seed=" + seed).isZero();
      assertThat(store.entries()).isEmpty();
      assertThat(store.pinnedBytes()).isZero();
      assertThat(spillFiles()).as("seed=" + seed).isZero();
    }
  }

  private int spillFiles() {
    return SpillTestData.names(temp.resolve("spill")).size();
  }

  /** Threads that put, read, keep pinned for a while, free and let go, in little memory. */
  @Test
  void shouldKeepItsPromisesToSeveralThreads() {
    long seed = System.nanoTime();
    AtomicInteger restores = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ObjectStore store = StoreObjects.open(temp, temp.resolve("spill"), 24L * MB)) {
      StoreObjects objects = new StoreObjects(store);
      List<CompletableFuture<Void>> done = new ArrayList<>();
      List<Made> shared = new ArrayList<>();
      for (int index = 0; index < 20; index++) {
        shared.add(objects.put(-index, MB));
      }
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(seed + thread);
        done.add(
            CompletableFuture.runAsync(() -> work(objects, shared, random, restores), threads));
      }
      done.forEach(CompletableFuture::join);
      shared.forEach(objects::check);
      shared.forEach(objects::letGo);
      assertThat(store.usedBytes()).as("seed=" + seed).isZero();
      assertThat(store.pinnedBytes()).as("seed=" + seed).isZero();
      assertThat(store.entries()).as("seed=" + seed).isEmpty();
      assertThat(spillFiles()).as("seed=" + seed).isZero();
      assertThat(restores.get()).as("reads of what was on disk").isPositive();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void work(
      StoreObjects objects, List<Made> shared, Random random, AtomicInteger restores) {
    List<Made> own = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      int choice = random.nextInt(10);
      if (choice < 4 || own.isEmpty()) {
        own.add(objects.put(random.nextLong(), 1 + random.nextInt(2 * MB)));
      } else if (choice < 6) {
        Made made = own.remove(random.nextInt(own.size()));
        if (random.nextBoolean()) {
          objects.free(made);
        }
        objects.letGo(made);
      } else {
        List<Made> from = choice < 8 ? own : shared;
        Made made = from.get(random.nextInt(from.size()));
        restores.addAndGet(objects.isSpilled(made) ? 1 : 0);
        objects.check(made);
      }
    }
    own.forEach(objects::check);
    own.forEach(objects::letGo);
  }
}
