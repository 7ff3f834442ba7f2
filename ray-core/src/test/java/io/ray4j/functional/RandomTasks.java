package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remote functions on arrays that are {@link Line}s, for {@link RandomProgramTest}. */
final class RandomTasks {
  private static final int MAX_KEPT = 6;

  private static final List<Kept> KEPT = new ArrayList<>();

  private RandomTasks() {}

  /**
   * What an array must be: element i is {@code first + i * step}. So it can be computed without the
   * array, whatever is done to it.
   */
  record Line(int length, long first, long step) {
    Line plus(Line other) {
      return new Line(Math.min(length, other.length), first + other.first, step + other.step);
    }

    Line low() {
      return new Line(length / 2, first, step);
    }

    Line high() {
      return new Line(length - length / 2, first + length / 2 * step, step);
    }

    long[] toArray() {
      long[] values = new long[length];
      Arrays.setAll(values, index -> first + index * step);
      return values;
    }

    void check(long[] values) {
      check(LongBuffer.wrap(values));
    }

    void check(LongBuffer values) {
      if (values.capacity() != length) {
        throw new AssertionError("expected " + this + ", but length=" + values.capacity());
      }
      for (int index = 0; index < length; index++) {
        if (values.get(index) != first + index * step) {
          throw new AssertionError(
              "expected " + this + ", but element " + index + " is " + values.get(index));
        }
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Halves(long[] low, long[] high) {}

  private record Kept(ObjectRef<long[]> ref, LongBuffer view, Line line) {}

  @Remote
  static long[] make(Line line) {
    return line.toArray();
  }

  @Remote
  static long[] add(long[] a, long[] b) {
    return addViews(LongBuffer.wrap(a), LongBuffer.wrap(b));
  }

  @Remote
  static long[] addViews(LongBuffer a, LongBuffer b) {
    long[] sum = new long[Math.min(a.capacity(), b.capacity())];
    Arrays.setAll(sum, index -> a.get(index) + b.get(index));
    return sum;
  }

  /** Waits for what the refs in a list point at. */
  @Remote
  static long[] addAll(List<ObjectRef<long[]>> refs) {
    List<long[]> arrays = Ray.get(refs);
    long[] sum = arrays.get(0);
    for (long[] array : arrays.subList(1, arrays.size())) {
      sum = add(sum, array);
    }
    return sum;
  }

  /** Splits until it is small, adds what the children return, and puts on the way. */
  @Remote
  static long[] addInTree(Line line, int depth) {
    if (depth == 0) {
      return Ray.put(line.toArray()).get();
    }
    ObjectRef<long[]> left = Ray.remote(RandomTasks::addInTree, line, depth - 1);
    ObjectRef<long[]> right = Ray.remote(RandomTasks::add, Ray.put(line.toArray()), line.toArray());
    return Ray.remote(RandomTasks::addViews, left.as(LongBuffer.class), right.as(LongBuffer.class))
        .get();
  }

  static Line inTree(Line line, int depth) {
    return depth == 0 ? line : inTree(line, depth - 1).plus(line).plus(line);
  }

  @Remote
  static ObjectRef<long[]> putIt(Line line) {
    return Ray.put(line.toArray());
  }

  /** Refs of three kinds: one that came, one of a put, one of a task. */
  @Remote
  static List<ObjectRef<long[]>> withRefs(List<ObjectRef<long[]>> refs, Line line) {
    List<ObjectRef<long[]>> all = new ArrayList<>(refs);
    all.add(Ray.put(line.toArray()));
    all.add(Ray.remote(RandomTasks::make, line));
    return all;
  }

  @Remote(numReturns = 2)
  static Halves split(long[] values) {
    int middle = values.length / 2;
    return new Halves(
        Arrays.copyOf(values, middle), Arrays.copyOfRange(values, middle, values.length));
  }

  /** Keeps a ref and a view for later tasks of this worker; checks what was kept before. */
  @Remote
  static int keep(List<ObjectRef<long[]>> refs, Line line) {
    synchronized (KEPT) {
      for (Kept kept : KEPT) {
        kept.line.check(kept.view);
        kept.line.check(kept.ref.get());
      }
      while (KEPT.size() >= MAX_KEPT) {
        KEPT.remove(0);
      }
    }
    Kept kept = new Kept(refs.get(0), refs.get(0).as(LongBuffer.class).get(), line);
    synchronized (KEPT) {
      KEPT.add(kept);
      return KEPT.size();
    }
  }

  @Remote
  static int forget() {
    synchronized (KEPT) {
      KEPT.clear();
    }
    System.gc();
    return 0;
  }
}
