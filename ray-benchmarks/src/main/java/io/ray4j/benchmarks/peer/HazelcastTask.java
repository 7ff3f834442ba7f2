package io.ray4j.benchmarks.peer;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What members run: values in, a value out, all by Java serialization. */
final class HazelcastTask {
  /** The executor of tasks that other tasks wait for, so that they find a free thread. */
  static final String INNER = "inner";

  private HazelcastTask() {}

  record Noop(int x) implements Callable<Integer>, Serializable {
    @Override
    public Integer call() {
      return x;
    }
  }

  record Generate(int seed, int length) implements Callable<double[]>, Serializable {
    @Override
    public double[] call() {
      return Work.generate(seed, length);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // only moved, never compared
  record Add(double[] left, double[] right) implements Callable<double[]>, Serializable {
    @Override
    public double[] call() {
      return Work.add(left, right);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // only moved, never compared
  record Sum(int[] numbers) implements Callable<Integer>, Serializable {
    @Override
    public Integer call() {
      int sum = 0;
      for (int number : numbers) {
        sum += number;
      }
      return sum;
    }
  }

  /** No record: the member that runs it sets itself. */
  static final class Nested implements Callable<Integer>, Serializable, HazelcastInstanceAware {
    private static final long serialVersionUID = 1;

    private final int tasks;
    private transient @Nullable HazelcastInstance member;

    Nested(int tasks) {
      this.tasks = tasks;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance member) {
      this.member = member;
    }

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
      HazelcastInstance here = member;
      if (here == null) {
        throw new IllegalStateException("runs on a member only");
      }
      List<Future<Integer>> futures = new ArrayList<>(tasks);
      for (int i = 0; i < tasks; i++) {
        futures.add(here.getExecutorService(INNER).submit(new Noop(i)));
      }
      for (Future<Integer> future : futures) {
        future.get();
      }
      return futures.size();
    }
  }
}
