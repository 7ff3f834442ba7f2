package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayState;
import io.ray4j.Remote;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The remote functions of the tests. */
final class Tasks {
  private Tasks() {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Parts(double[] low, double[] high, int pivot) {}

  static final class OutOfStockException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int left;

    OutOfStockException(String message, int left) {
      super(message);
      this.left = left;
    }
  }

  static final class Broken {
    private static final int VALUE = value();

    private Broken() {}

    private static int value() {
      throw new IllegalStateException("no configuration");
    }

    @Remote
    static int never() {
      return VALUE;
    }
  }

  @Remote
  static int add(int a, int b) {
    return a + b;
  }

  @Remote
  static long pid() {
    return ProcessHandle.current().pid();
  }

  @Remote
  static long fib(int n) {
    if (n < 2) {
      return n;
    }
    ObjectRef<Long> a = Ray.remote(Tasks::fib, n - 1);
    ObjectRef<Long> b = Ray.remote(Tasks::fib, n - 2);
    return a.get() + b.get();
  }

  @Remote
  static double[] generate(int length) {
    double[] values = new double[length];
    Arrays.setAll(values, index -> index);
    return values;
  }

  @Remote
  static double sum(DoubleBuffer values) {
    if (!values.isReadOnly()) {
      throw new IllegalArgumentException("a view must be read-only");
    }
    double sum = 0;
    while (values.hasRemaining()) {
      sum += values.get();
    }
    return sum;
  }

  @Remote(numReturns = 3)
  static Parts partition(double[] values, int at) {
    return new Parts(Arrays.copyOf(values, at), Arrays.copyOfRange(values, at, values.length), at);
  }

  @Remote
  static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Remote
  static int total(List<ObjectRef<Integer>> refs) {
    return Ray.get(refs).stream().mapToInt(Integer::intValue).sum();
  }

  @Remote
  static int takesRef(ObjectRef<Integer> ref) {
    return ref.get() + 1;
  }

  /** Waits, and keeps its slot, until the file is there; then has another worker add. */
  @Remote
  static int addBehindAGate(String file) {
    while (!Files.exists(Path.of(file))) {
      LockSupport.parkNanos(1_000_000);
    }
    return Ray.remote(Tasks::add, 1, 2).get();
  }

  @Remote
  static RayState state() {
    return Ray.state();
  }

  @Remote
  static int fails(String what) {
    throw new OutOfStockException(what, 7);
  }

  @Remote
  static void say(String line) {
    System.out.println(line);
  }

  /** Takes long enough for another worker to be given the next one. */
  @Remote
  static long sayAndPause(String line) {
    System.out.println(line);
    LockSupport.parkNanos(10_000_000);
    return pid();
  }

  @Remote
  static int exit(int code) {
    System.exit(code);
    return code;
  }

  @Remote
  static Object unserializable() {
    return new Object[] {Thread.currentThread()};
  }

  @Remote
  static String contextClassLoader() {
    return String.valueOf(Thread.currentThread().getContextClassLoader());
  }

  @Remote
  static void loseContextClassLoader() {
    Thread.currentThread().setContextClassLoader(null);
  }

  static int notRemote(int a) {
    return a;
  }
}
