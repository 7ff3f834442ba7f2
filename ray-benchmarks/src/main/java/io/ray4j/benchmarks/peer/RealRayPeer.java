package io.ray4j.benchmarks.peer;

import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import java.util.List;
import java.util.stream.IntStream;

/** Real Ray, as its Java API starts it: redis, gcs, plasma store and raylet on this machine. */
final class RealRayPeer implements Peer<ObjectRef<?>> {
  static int noopTask(int x) {
    return x;
  }

  static double[] generateTask(int seed, int length) {
    return Work.generate(seed, length);
  }

  static double[] addTask(double[] left, double[] right) {
    return Work.add(left, right);
  }

  static int incrementTask(int x) {
    return x + 1;
  }

  static int sumTask(int[] numbers) {
    return IntStream.of(numbers).sum();
  }

  @Override
  public void start() {
    Ray.init();
  }

  @Override
  public ObjectRef<?> noop(int x) {
    return Ray.task(RealRayPeer::noopTask, x).remote();
  }

  @Override
  public ObjectRef<?> generate(int seed, int length) {
    return Ray.task(RealRayPeer::generateTask, seed, length).remote();
  }

  @Override
  public ObjectRef<?> add(ObjectRef<?> left, ObjectRef<?> right) {
    ObjectRef<double[]> first = typed(left);
    ObjectRef<double[]> second = typed(right);
    return Ray.task(RealRayPeer::addTask, first, second).remote();
  }

  @Override
  public ObjectRef<?> increment(ObjectRef<?> number) {
    ObjectRef<Integer> x = typed(number);
    return Ray.task(RealRayPeer::incrementTask, x).remote();
  }

  /** Sends values: as refs in a list, each result is first copied to the store: 18 s, not 7. */
  @Override
  public ObjectRef<?> sum(List<ObjectRef<?>> numbers) {
    int[] all = new int[numbers.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = (Integer) numbers.get(i).get();
    }
    return Ray.task(RealRayPeer::sumTask, all).remote();
  }

  @Override
  public ObjectRef<?> nested(int tasks) {
    throw new UnsupportedOperationException("each task that waits would keep a JVM of its own");
  }

  @Override
  public ObjectRef<?> put(Object value) {
    if (value instanceof Record) {
      throw new UnsupportedOperationException("its serialization predates records");
    }
    return Ray.put(value);
  }

  @Override
  public Object get(ObjectRef<?> ref) {
    return ref.get();
  }

  @Override
  public Object view(ObjectRef<?> bytes) {
    throw new UnsupportedOperationException("only tasks get views");
  }

  @Override
  public void close() {
    Ray.shutdown();
  }

  @SuppressWarnings("unchecked") // the measures pass on what this class returned
  private static <T> ObjectRef<T> typed(ObjectRef<?> ref) {
    return (ObjectRef<T>) ref;
  }
}
