package io.ray4j.functional;

import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.ObjectStoreFullException;
import io.ray4j.Ray;
import io.ray4j.Remote;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Remote functions for the tests of what the store keeps. */
final class StoreTasks {
  private static final List<Object> KEPT = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Halves(long[] low, long[] high) {}

  private StoreTasks() {}

  /** An array whose elements all are {@code value}. */
  static long[] filled(int length, long value) {
    long[] array = new long[length];
    Arrays.fill(array, value);
    return array;
  }

  @Remote
  static long[] make(int length, long value) {
    return filled(length, value);
  }

  @Remote
  static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  @Remote
  static long sumOfHalves(Halves halves) {
    return sum(halves.low) + sum(halves.high);
  }

  @Remote
  static long sumView(LongBuffer values) {
    long sum = 0;
    while (values.hasRemaining()) {
      sum += values.get();
    }
    return sum;
  }

  @Remote
  static ObjectRef<long[]> putInTask(int length, long value) {
    return Ray.put(filled(length, value));
  }

  /** Has a ref, as an exception of a user's may. */
  static final class CarryingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // refs travel within a session
    final ObjectRef<long[]> ref;

    CarryingException(ObjectRef<long[]> ref) {
      this.ref = ref;
    }
  }

  @Remote
  static int throwRef(int length, long value) {
    throw new CarryingException(Ray.put(filled(length, value)));
  }

  @Remote(numReturns = 2)
  static Halves halves(int length) {
    return new Halves(filled(length, 1), filled(length, 2));
  }

  /** A part that is large, and one that can be no object. */
  @Remote(numReturns = 2)
  static List<Object> halfUnserializable(int length) {
    return List.of(filled(length, 1), Thread.currentThread());
  }

  @Remote
  static long[] addToAll(long[] values, long[] others, long value) {
    long[] result = new long[values.length];
    Arrays.setAll(result, index -> values[index] + others[index] + value);
    return result;
  }

  /** Says that it is about to return. */
  @Remote
  static long[] makeAndSay(int length, String file) throws IOException {
    long[] values = filled(length, 1);
    Files.createFile(Path.of(file));
    return values;
  }

  /** Has threads put a value at the same time; returns how many of them found no room for it. */
  @Remote
  static int putByThreads(int count, int length) throws InterruptedException {
    long[] values = filled(length, 1);
    AtomicInteger refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  ObjectRef<long[]> unused = Ray.put(values);
                } catch (ObjectStoreFullException e) {
                  refused.incrementAndGet();
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return refused.get();
  }

  @Remote
  static int keepRefs(List<ObjectRef<long[]>> refs) {
    KEPT.addAll(refs);
    return KEPT.size();
  }

  @Remote
  static int keepView(LongBuffer view) {
    KEPT.add(view.slice(1, view.remaining() - 1));
    return KEPT.size();
  }

  @Remote
  static long sumKept() {
    long sum = 0;
    for (Object kept : KEPT) {
      sum +=
          kept instanceof LongBuffer view
              ? sumView(view.duplicate())
              : sum(((ObjectRef<?>) kept).get() instanceof long[] values ? values : new long[0]);
    }
    return sum;
  }

  @Remote
  static int forgetKept() {
    KEPT.clear();
    System.gc();
    return 0;
  }

  /** Runs until the file is there. */
  @Remote
  static int awaitFile(String file) {
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(Path.of(file)));
    return 0;
  }

  @Remote
  static int freeInTask(List<ObjectRef<long[]>> refs) {
    refs.forEach(ObjectRef::free);
    return refs.size();
  }
}
