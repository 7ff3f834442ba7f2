package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remote functions that fail, until this process says that they are mended. */
final class ReplayTasks {
  /** A worker process never hears of a change, so there they fail. */
  private static volatile boolean mended;

  private ReplayTasks() {}

  @SuppressWarnings("ArrayRecordComponent") // compared by their contents
  record Order(String customer, int[] items, double[] prices) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by their contents
  record Halves(double[] low, double[] high) {}

  /** What a function was called with, and on which thread. */
  record Call(Thread thread, List<Object> arguments) {}

  static void mend(boolean now) {
    mended = now;
  }

  /** The call, unless the functions are broken. */
  static Call called(Object... arguments) {
    if (!mended) {
      throw new IllegalStateException("broken with " + arguments.length + " arguments");
    }
    return new Call(Thread.currentThread(), List.of(arguments));
  }

  @Remote
  static Call values(int number, String text, List<String> list, double[] large, Order order) {
    return called(number, text, list, large, order);
  }

  @Remote
  static Call ref(ObjectRef<String> ref) {
    return called(ref, ref.get());
  }

  /** Follows the refs, and those that they lead to. */
  @Remote
  static Call follow(List<ObjectRef<?>> refs) {
    List<Object> found = new ArrayList<>();
    for (ObjectRef<?> ref : refs) {
      Object value = ref.get();
      found.add(value instanceof ObjectRef<?> next ? next.get() : value);
    }
    return called(found.toArray());
  }

  @Remote(numReturns = 2)
  static Halves halves(int length) {
    double[] low = new double[length];
    double[] high = new double[length];
    for (int index = 0; index < length; index++) {
      low[index] = index;
      high[index] = length + index;
    }
    return new Halves(low, high);
  }

  @Remote
  static Call whole(Halves halves) {
    return called(halves.low, halves.high);
  }

  @Remote
  static Call view(DoubleBuffer view, DoubleBuffer other) {
    return called(view, other);
  }

  @Remote(maxRetries = 1)
  static Call halt(int code) {
    if (!mended) {
      Runtime.getRuntime().halt(code);
    }
    return called(code);
  }

  /** What it returns cannot travel. */
  @Remote
  static Thread unserializable() {
    return Thread.currentThread();
  }

  @Remote
  static int nested(int number) {
    int sum = Ray.get(Ray.remote(Tasks::add, number, 1));
    called(sum);
    return sum;
  }

  @Remote
  static ObjectRef<String> passOn(List<ObjectRef<String>> refs) {
    called();
    return refs.get(0);
  }

  /** Replays a task in a worker, where it fails as before. */
  @Remote
  static Object replay(String file) {
    return Ray.replay(Path.of(file));
  }
}
