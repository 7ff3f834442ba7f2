package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import io.ray4j.Remote;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Much work in one session, in any amount: {@link SoakTest} does a little of it. In the end the
 * store must be as empty as it was.
 *
 * <p>{@code calls} makes so many calls that return 10 KB each, {@code flow} has so many GB flow
 * through a store of 256 MB.
 */
final class Soak {
  private static final int WORKERS = 2;
  private static final long STORE_BYTES = 256L << 20;
  private static final int CALL_LONGS = 10_000 / Long.BYTES;
  private static final int FLOW_LONGS = (4 << 20) / Long.BYTES;

  /** How many calls, or rounds of the flow, are under way at a time. */
  private static final int CALLS_AHEAD = 1_000;

  private static final int ROUNDS_AHEAD = 8;

  private Soak() {}

  /** What {@link SoakTest} does, without a test: {@code calls 1000000}, or {@code flow 100}. */
  public static void main(String[] args) {
    long amount = Long.parseLong(args[1]);
    System.out.println(
        switch (args[0]) {
          case "calls" -> calls(amount);
          case "flow" -> flow(amount << 30);
          default -> throw new IllegalArgumentException("calls or flow: " + args[0]);
        });
  }

  @Remote
  static long[] make(long value) {
    return StoreTasks.filled(CALL_LONGS, value);
  }

  /** Reads in place, and returns as much as it read. */
  @Remote
  static long[] addOne(LongBuffer values) {
    long[] result = new long[values.capacity()];
    values.get(result);
    for (int index = 0; index < result.length; index++) {
      result[index]++;
    }
    return result;
  }

  /** Calls that return 10 KB, all of which are read; returns what it took. */
  static String calls(long count) {
    return inSession(
        () -> {
          ArrayDeque<ObjectRef<long[]>> pending = new ArrayDeque<>();
          for (long call = 0; call < count + CALLS_AHEAD; call++) {
            if (call >= CALLS_AHEAD) {
              long[] values = pending.remove().get();
              assertThat(values[CALL_LONGS - 1]).isEqualTo(call - CALLS_AHEAD);
            }
            if (call < count) {
              pending.add(Ray.remote(Soak::make, call));
            }
          }
          return count * CALL_LONGS * Long.BYTES;
        });
  }

  /** Puts, and results of tasks that read what was put, until so many bytes have flowed. */
  static String flow(long bytes) {
    return inSession(
        () -> {
          long[] values = StoreTasks.filled(FLOW_LONGS, 0);
          long rounds = bytes / (2L * FLOW_LONGS * Long.BYTES);
          ArrayDeque<ObjectRef<long[]>> pending = new ArrayDeque<>();
          for (long round = 0; round < rounds + ROUNDS_AHEAD; round++) {
            if (round >= ROUNDS_AHEAD) {
              LongBuffer result = pending.remove().as(LongBuffer.class).get();
              assertThat(result.get(0)).isEqualTo(1);
              assertThat(result.get(FLOW_LONGS - 1)).isEqualTo(round - ROUNDS_AHEAD + 1);
            }
            if (round < rounds) {
              values[FLOW_LONGS - 1] = round;
              ObjectRef<long[]> put = Ray.put(values);
              pending.add(Ray.remote(Soak::addOne, put.as(LongBuffer.class)));
            }
          }
          return rounds * 2L * FLOW_LONGS * Long.BYTES;
        });
  }

  /** Makes bytes flow. */
  private interface Work {
    long run();
  }

  private static String inSession(Work work) {
    Ray.init(RayConfig.builder().workers(WORKERS).objectStoreMemory(STORE_BYTES).build());
    try {
      assertThat(Ray.remote(Soak::make, 1L).get()).hasSize(CALL_LONGS);
      awaitAsBefore();
      long gcMs = collectionMs();
      long startNs = System.nanoTime();
      long bytes = work.run();
      double seconds = (System.nanoTime() - startNs) / 1e9;
      long spentMs = collectionMs() - gcMs;
      awaitAsBefore();
      return String.format(
          Locale.ROOT,
          "%.2f GB in %.1f s: %.2f GB/s; %.1f s of it garbage collection in the driver",
          bytes / 1e9,
          seconds,
          bytes / 1e9 / seconds,
          spentMs / 1e3);
    } finally {
      Ray.shutdown();
    }
  }

  private static long collectionMs() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  /** Until the store is empty, but for what workers lease ahead of need, once all collected. */
  private static void awaitAsBefore() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              List<ObjectRef<Integer>> collections = new ArrayList<>();
              for (int task = 0; task < 4 * WORKERS; task++) {
                collections.add(Ray.remote(StoreTasks::forgetKept));
              }
              Ray.get(collections);
              collections.clear();
              System.gc();
              RayState state = Ray.state();
              assertThat(state.objects()).isEmpty();
              assertThat(state.usedBytes()).isLessThanOrEqualTo(WORKERS << 20);
            });
  }
}
