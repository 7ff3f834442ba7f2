package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RaySerializationException;
import io.ray4j.RayState;
import io.ray4j.Remote;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An array of over 2 GB on all its ways, one step a line. Run by {@link LargeArraysTest}. */
final class LargeArrays {
  static final int ELEMENTS = 300_000_000;
  static final long ARRAY_BYTES = (long) ELEMENTS * Long.BYTES;

  /** Room for one such array, so that a second one sends the first to disk. */
  static final long STORE_BYTES = ARRAY_BYTES + (512L << 20);

  /** Of driver and worker: the array, one copy of 64 MB of it at most, and what else there is. */
  static final long HEAP_BYTES = ARRAY_BYTES + (128L << 20);

  private static long sinceNs = System.nanoTime();

  private LargeArrays() {}

  public static void main(String[] args) {
    RayConfig config =
        RayConfig.builder()
            .workers(1)
            .workerHeap(HEAP_BYTES)
            .workerJvmOptions("-Xmn32m") // the serial collector's default would be a third
            .objectStoreMemory(STORE_BYTES)
            .build();
    Ray.init(config);
    step("init", Ray.state().workers().size());
    ObjectRef<long[]> put = Ray.put(numbered(ELEMENTS));
    step("put", ARRAY_BYTES);
    step("argument", Ray.remote(LargeArrays::sum, put).get());
    step("view", refusal(put.as(LongBuffer.class)));
    step("view in a task", refusal(Ray.remote(StoreTasks::sumView, put.as(LongBuffer.class))));
    ObjectRef<long[]> result = Ray.remote(LargeArrays::numbered, ELEMENTS);
    step("result", sum(result.get()));
    step("states", new TreeSet<>(states()));
    step("restored", sum(put.get()));
    step("smaller view", Ray.put(new long[1000]).as(LongBuffer.class).get().remaining());
    for (RayState.Worker worker : Ray.state().workers()) {
      step("worker's peak", peakMemory(worker.pid()));
    }
    Ray.shutdown();
    step("driver's peak", peakMemory(ProcessHandle.current().pid()));
  }

  /** Elements that differ, so that a piece in a wrong place is seen. */
  @Remote
  static long[] numbered(int length) {
    long[] array = new long[length];
    for (int index = 0; index < length; index++) {
      array[index] = index;
    }
    return array;
  }

  /** The sum of the elements, if each of them is its index. */
  @Remote
  static long sum(long[] numbers) {
    long sum = 0;
    for (int index = 0; index < numbers.length; index++) {
      if (numbers[index] != index) {
        throw new IllegalStateException("index=" + index + ", element=" + numbers[index]);
      }
      sum += numbers[index];
    }
    return sum;
  }

  private static List<String> states() {
    return Ray.state().objects().stream().map(RayState.StoredObject::state).toList();
  }

  private static String refusal(ObjectRef<?> view) {
    try {
      return "not refused: " + view.get();
    } catch (RaySerializationException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void step(String name, Object result) {
    long nowNs = System.nanoTime();
    System.out.printf("%s=%s%n", name, result);
    System.out.printf("ms of %s: %d%n", name, (nowNs - sinceNs) / 1_000_000);
    sinceNs = System.nanoTime();
  }

  /** The most memory that the process ever had, all and of its own, where Linux tells. */
  private static String peakMemory(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
      List<String> found =
          lines
              .filter(line -> line.startsWith("VmHWM") || line.startsWith("RssAnon"))
              .map(line -> line.replaceAll("\\s+", " "))
              .toList();
      return String.join(", ", found);
    } catch (IOException e) {
      return "unknown";
    }
  }
}
