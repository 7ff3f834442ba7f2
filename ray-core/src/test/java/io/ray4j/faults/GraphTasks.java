package io.ray4j.faults;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayTaskException;
import io.ray4j.Remote;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** The remote functions that the graphs of {@link RandomGraph} are made of; each is a pure one. */
final class GraphTasks {
  /** More than there are kills. */
  private static final int MANY = 100;

  /** How long a task takes, so that there is something to kill. */
  private static final int MAX_PAUSE_US = 10_000;

  private GraphTasks() {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Halves(long[] low, long[] high) {}

  /** What some of the functions throw. */
  static final class UnluckyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnluckyException(String message) {
      super(message);
    }
  }

  /** An array of its own for each seed. */
  static long[] array(long seed, int length) {
    return new Random(seed).longs(length).toArray();
  }

  private static void pause(long seed) {
    LockSupport.parkNanos(1_000L * Math.floorMod(seed, MAX_PAUSE_US));
  }

  @Remote(maxRetries = MANY)
  static long[] make(long seed, int length) {
    pause(seed);
    return array(seed, length);
  }

  @Remote(maxRetries = MANY)
  static long[] mix(long[] a, long[] b) {
    return mixViews(LongBuffer.wrap(a), LongBuffer.wrap(b));
  }

  @Remote(maxRetries = MANY)
  static long[] mixViews(LongBuffer a, LongBuffer b) {
    long[] mixed = new long[Math.max(a.capacity(), b.capacity())];
    Arrays.setAll(
        mixed, index -> 31 * a.get(index % a.capacity()) + b.get(index % b.capacity()) + index);
    pause(mixed[0]);
    return mixed;
  }

  /** Waits for what the refs in a list point at. */
  @Remote(maxRetries = MANY)
  static long[] mixAll(List<ObjectRef<long[]>> refs) {
    long[] mixed = {1};
    for (long[] array : Ray.get(refs)) {
      mixed = mix(mixed, array);
    }
    return mixed;
  }

  /** Waits for them too, and takes what a failure says in place of its array. */
  @Remote(maxRetries = MANY)
  static long[] mixFailuresToo(List<ObjectRef<long[]>> refs) {
    long[] mixed = {2};
    for (ObjectRef<long[]> ref : refs) {
      long[] array;
      try {
        array = ref.get();
      } catch (RayTaskException e) {
        array = new long[] {Outcome.of(e).hashCode()};
      }
      mixed = mix(mixed, array);
    }
    return mixed;
  }

  /** Returns its argument, or throws if that has the wrong sum. */
  @Remote(maxRetries = MANY)
  static long[] check(long[] values, int divisor) {
    long sum = Arrays.stream(values).sum();
    pause(sum);
    if (sum % divisor == 0) {
      throw new UnluckyException("sum=" + sum + " divisor=" + divisor);
    }
    return values;
  }

  /** Splits until it is small, and combines what the children return. */
  @Remote(maxRetries = MANY)
  static long[] tree(long seed, int depth, int length) {
    if (depth == 0) {
      return check(Ray.put(array(seed, length)).get(), 11);
    }
    ObjectRef<long[]> left = Ray.remote(GraphTasks::tree, 3 * seed + 1, depth - 1, length);
    ObjectRef<long[]> right = Ray.remote(GraphTasks::tree, 3 * seed + 2, depth - 1, length);
    return switch ((int) Math.floorMod(seed, 4L)) {
      case 0 -> Ray.remote(GraphTasks::mix, left, right).get();
      case 1 ->
          Ray.remote(GraphTasks::mixViews, left.as(LongBuffer.class), right.as(LongBuffer.class))
              .get();
      case 2 -> mixAll(List.of(left, right));
      default -> Ray.remote(GraphTasks::mixFailuresToo, List.of(left, right)).get();
    };
  }

  /** Adds to some refs one of an object that it puts, and one of a task. */
  @Remote(maxRetries = MANY)
  static List<ObjectRef<long[]>> withMore(List<ObjectRef<long[]>> refs, long seed, int length) {
    pause(seed);
    List<ObjectRef<long[]>> all = new ArrayList<>(refs);
    all.add(Ray.put(array(seed, length)));
    all.add(Ray.remote(GraphTasks::make, seed + 1, length));
    return all;
  }

  @Remote(numReturns = 2, maxRetries = MANY)
  static Halves split(long[] values) {
    int middle = (values.length + 1) / 2;
    pause(values[0]);
    return new Halves(
        Arrays.copyOf(values, middle), Arrays.copyOfRange(values, middle - 1, values.length));
  }

  /** As many parts as the call says that there are results. */
  @Remote(maxRetries = MANY)
  static List<long[]> shards(long[] values, int count) {
    List<long[]> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      parts.add(new long[] {values[part * (values.length / (count + 1))], part});
    }
    return parts;
  }
}
