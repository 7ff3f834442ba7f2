package io.ray4j.faults;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayException;
import io.ray4j.TaskOptions;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A graph of 10 to 60 tasks and objects that a seed decides: values, refs, refs in lists, results
 * of several parts, tasks that submit tasks, views, large arrays, and failures.
 *
 * <p>Owned by the thread that runs it.
 */
final class RandomGraph {
  private static final int MIN_NODES = 10;
  private static final int MAX_NODES = 60;
  private static final int MAX_LENGTH = 131_072; // 1 MB
  private static final int MAX_DEPTH = 3;

  private final Random random;
  private final List<ObjectRef<long[]>> arrays = new ArrayList<>();
  private final List<ObjectRef<List<ObjectRef<long[]>>>> lists = new ArrayList<>();

  private RandomGraph(long seed) {
    this.random = new Random(seed);
  }

  /** Runs the graph of that seed in the session that is open; returns what became of each node. */
  static List<Outcome> run(long seed) {
    return new RandomGraph(seed).run();
  }

  private List<Outcome> run() {
    int size = MIN_NODES + random.nextInt(MAX_NODES - MIN_NODES + 1);
    while (arrays.size() + lists.size() < size) {
      addNode();
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (ObjectRef<long[]> array : arrays) {
      outcomes.add(Outcome.of(array, random.nextBoolean()));
    }
    for (ObjectRef<List<ObjectRef<long[]>>> list : lists) {
      try {
        list.get().forEach(array -> outcomes.add(Outcome.of(array, false)));
      } catch (RayException e) {
        outcomes.add(Outcome.of(e));
      }
    }
    return outcomes;
  }

  private void addNode() {
    switch (random.nextInt(14)) {
      case 0 -> arrays.add(Ray.put(array()));
      case 1, 2 -> arrays.add(Ray.remote(GraphTasks::make, random.nextLong(), length()));
      case 3, 4 -> arrays.add(Ray.remote(GraphTasks::mix, any(), any()));
      case 5 -> arrays.add(Ray.remote(GraphTasks::mix, any(), array()));
      case 6 ->
          arrays.add(
              Ray.remote(
                  GraphTasks::mixViews, any().as(LongBuffer.class), any().as(LongBuffer.class)));
      case 7 -> arrays.add(Ray.remote(GraphTasks::mixAll, some()));
      case 8 ->
          arrays.add(
              lists.isEmpty()
                  ? Ray.remote(GraphTasks::mixFailuresToo, some())
                  : Ray.remote(
                      GraphTasks::mixFailuresToo, lists.get(random.nextInt(lists.size()))));
      case 9 -> arrays.add(Ray.remote(GraphTasks::check, any(), 2 + random.nextInt(6)));
      case 10 ->
          arrays.add(
              Ray.remote(
                  GraphTasks::tree,
                  random.nextLong(),
                  1 + random.nextInt(MAX_DEPTH),
                  1 + random.nextInt(1_000)));
      case 11 -> lists.add(Ray.remote(GraphTasks::withMore, some(), random.nextLong(), length()));
      case 12 -> {
        ObjectRef<GraphTasks.Halves> halves = Ray.remote(GraphTasks::split, any());
        arrays.add(halves.component(GraphTasks.Halves::low));
        arrays.add(halves.component(GraphTasks.Halves::high));
      }
      default -> {
        int count = 2 + random.nextInt(3);
        TaskOptions options = TaskOptions.builder().numReturns(count).build();
        arrays.addAll(
            Ray.elements(
                Ray.function(GraphTasks::shards).options(options).remote(any(), count), count));
      }
    }
  }

  /** Mostly a small one. */
  private int length() {
    return 1 + (int) (MAX_LENGTH * Math.pow(random.nextDouble(), 4));
  }

  private long[] array() {
    return GraphTasks.array(random.nextLong(), length());
  }

  /** One of those that are there; a new one if there is none. */
  private ObjectRef<long[]> any() {
    if (arrays.isEmpty()) {
      arrays.add(Ray.put(array()));
    }
    return arrays.get(random.nextInt(arrays.size()));
  }

  private List<ObjectRef<long[]>> some() {
    return new ArrayList<>(List.of(any(), any(), any()));
  }
}
