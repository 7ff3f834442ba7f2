package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.Remote;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One JVM can have session after session, as a test suite or a server does. */
@Timeout(180)
class RepeatedSessionsTest {
  private static final int ROUNDS = 50;

  /** After so many all that is made once, and kept, has been made. */
  private static final int FIRST_ROUNDS = 3;

  private static final int LENGTH = 100_000;

  @TempDir private Path folder;

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Remote
  static long[] doubled(LongBuffer values) {
    long[] result = new long[values.capacity()];
    for (int index = 0; index < result.length; index++) {
      result[index] = 2 * values.get(index);
    }
    return result;
  }

  @Test
  void shouldHaveNoMoreOfAnythingAfterTheFiftiethSession() throws IOException {
    assumeTrue(Processes.canBeSeen(), "there is no /proc to ask");
    Path[] folders = {folder, Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir"))};
    for (int round = 0; round < FIRST_ROUNDS; round++) {
      work(round);
    }
    System.gc();
    Belongings first = Belongings.now(folders);
    for (int round = FIRST_ROUNDS; round < ROUNDS; round++) {
      work(round);
    }
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              Belongings.now(folders).assertNoMoreThan(first);
            });
    long grown =
        Belongings.now(folders).mappings().get(Belongings.NO_FILE)
            - first.mappings().get(Belongings.NO_FILE);
    System.out.printf("%d more mappings of no file, after %d sessions%n", grown, ROUNDS);
    assertThat(grown).as("the heap's and the threads'").isLessThan(ROUNDS - FIRST_ROUNDS);
  }

  /** A session with objects in memory and on disk, and views of some. */
  private void work(long round) {
    Ray.init(
        RayConfig.builder()
            .workers(2)
            .sessionDirectory(folder)
            .objectStoreMemory(16L << 20)
            .build());
    List<ObjectRef<long[]>> refs = new ArrayList<>();
    for (int index = 0; index < 30; index++) { // 24 MB
      long[] values = new long[LENGTH];
      values[LENGTH - 1] = round + index;
      refs.add(Ray.put(values));
    }
    assertThat(refs.get(1).as(LongBuffer.class).get().get(LENGTH - 1)).isEqualTo(round + 1);
    ObjectRef<long[]> result =
        Ray.remote(RepeatedSessionsTest::doubled, refs.get(2).as(LongBuffer.class));
    assertThat(result.get()[LENGTH - 1]).isEqualTo(2 * (round + 2));
    Ray.shutdown();
  }
}
