package io.ray4j.scheduler;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks: the most deeply nested first, so that what blocked tasks wait for is done before
 * new work is begun and few threads block; among tasks of one depth, in the order in which they
 * became ready.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock.
 */
final class ReadyQueue {
  private final TreeMap<Integer, ArrayDeque<TaskEntry>> byDepth =
      new TreeMap<>(Comparator.reverseOrder());

  /** The queue of the driver's own tasks, kept since most programs have no others. */
  private final ArrayDeque<TaskEntry> top = new ArrayDeque<>();

  void add(TaskEntry task) {
    queueFor(task).addLast(task);
  }

  /** Adds a task that was taken back from a worker: it has waited before. */
  void addFirst(TaskEntry task) {
    queueFor(task).addFirst(task);
  }

  /** The task that {@link #poll} takes; those that were cancelled meanwhile go by this call. */
  @Nullable TaskEntry peek() {
    TaskEntry task;
    while ((task = first()) != null && task.state != TaskState.READY) {
      poll();
    }
    return task;
  }

  private @Nullable TaskEntry first() {
    return byDepth.isEmpty() ? top.peekFirst() : byDepth.firstEntry().getValue().peekFirst();
  }

  @Nullable TaskEntry poll() {
    if (byDepth.isEmpty()) {
      return top.pollFirst();
    }
    Map.Entry<Integer, ArrayDeque<TaskEntry>> deepest = byDepth.firstEntry();
    TaskEntry task = deepest.getValue().pollFirst();
    if (deepest.getValue().isEmpty()) {
      byDepth.remove(deepest.getKey());
    }
    return task;
  }

  private ArrayDeque<TaskEntry> queueFor(TaskEntry task) {
    int depth = task.spec.depth();
    return depth == 0 ? top : byDepth.computeIfAbsent(depth, unused -> new ArrayDeque<>());
  }
}
