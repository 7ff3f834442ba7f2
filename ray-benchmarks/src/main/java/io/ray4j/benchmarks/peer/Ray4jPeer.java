package io.ray4j.benchmarks.peer;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ray4J with its defaults: a worker per processor. */
final class Ray4jPeer implements Peer<ObjectRef<?>> {
  @Remote
  static int noopTask(int x) {
    return x;
  }

  @Remote
  static double[] generateTask(int seed, int length) {
    return Work.generate(seed, length);
  }

  @Remote
  static double[] addTask(double[] left, double[] right) {
    return Work.add(left, right);
  }

  @Remote
  static int incrementTask(int x) {
    return x + 1;
  }

  @Remote
  static int sumTask(List<ObjectRef<Integer>> numbers) {
    return Ray.get(numbers).stream().mapToInt(Integer::intValue).sum();
  }

  @Remote
  static int nestedTask(int tasks) {
    List<ObjectRef<Integer>> refs = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      refs.add(Ray.remote(Ray4jPeer::noopTask, i));
    }
    return Ray.get(refs).size();
  }

  @Override
  public void start() {
    Ray.init();
  }

  @Override
  public ObjectRef<?> noop(int x) {
    return Ray.remote(Ray4jPeer::noopTask, x);
  }

  @Override
  public ObjectRef<?> generate(int seed, int length) {
    return Ray.remote(Ray4jPeer::generateTask, seed, length);
  }

  @Override
  public ObjectRef<?> add(ObjectRef<?> left, ObjectRef<?> right) {
    ObjectRef<double[]> first = typed(left);
    ObjectRef<double[]> second = typed(right);
    return Ray.remote(Ray4jPeer::addTask, first, second);
  }

  @Override
  public ObjectRef<?> increment(ObjectRef<?> number) {
    ObjectRef<Integer> x = typed(number);
    return Ray.remote(Ray4jPeer::incrementTask, x);
  }

  @Override
  public ObjectRef<?> sum(List<ObjectRef<?>> numbers) {
    List<ObjectRef<Integer>> all = new ArrayList<>(numbers.size());
    for (ObjectRef<?> number : numbers) {
      all.add(typed(number));
    }
    return Ray.remote(Ray4jPeer::sumTask, all);
  }

  @Override
  public ObjectRef<?> nested(int tasks) {
    return Ray.remote(Ray4jPeer::nestedTask, tasks);
  }

  @Override
  public ObjectRef<?> put(Object value) {
    return Ray.put(value);
  }

  @Override
  public Object get(ObjectRef<?> ref) {
    return ref.get();
  }

  @Override
  public Object view(ObjectRef<?> bytes) {
    return bytes.as(ByteBuffer.class).get();
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
