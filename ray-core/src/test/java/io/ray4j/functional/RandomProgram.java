package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectFreedException;
import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.TaskOptions;
import io.ray4j.WorkerCrashedException;
import io.ray4j.functional.RandomTasks.Line;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thread of a random program: it makes objects out of objects in every way that there is, keeps
 * refs and views for a while, and compares what it reads with what plain Java computes.
 *
 * <p>Owned by the thread that runs it.
 */
final class RandomProgram {
  private static final int MAX_NODES = 40;
  private static final int MAX_VIEWS = 4;
  private static final int MAX_LENGTH = 300_000; // 2.4 MB
  private static final TaskOptions ONCE = TaskOptions.builder().maxRetries(0).build();

  private final Random random;
  private final boolean kills;
  private final List<Node> nodes = new ArrayList<>();
  private final List<View> views = new ArrayList<>();

  private record Node(ObjectRef<long[]> ref, Line line) {}

  private record View(LongBuffer buffer, Line line) {}

  /**
   * Makes a program.
   *
   * @param kills whether it kills a worker now and then
   */
  RandomProgram(long seed, boolean kills) {
    this.random = new Random(seed);
    this.kills = kills;
  }

  /** Does one thing, or two. */
  void step() {
    switch (random.nextInt(20)) {
      case 0, 1 -> {
        Line line = line();
        add(Ray.put(line.toArray()), line);
      }
      case 2, 3 -> {
        Line line = line();
        add(Ray.remote(RandomTasks::make, line), line);
      }
      case 4, 5 -> {
        Node a = node();
        Node b = node();
        add(Ray.remote(RandomTasks::add, a.ref, b.ref), a.line.plus(b.line));
      }
      case 6 -> {
        Node a = node();
        Line line = line(); // goes by value
        add(Ray.remote(RandomTasks::add, a.ref, line.toArray()), a.line.plus(line));
      }
      case 7 -> {
        Node a = node();
        Node b = node();
        add(
            Ray.remote(
                RandomTasks::addViews, a.ref.as(LongBuffer.class), b.ref.as(LongBuffer.class)),
            a.line.plus(b.line));
      }
      case 8 -> {
        List<Node> some = List.of(node(), node(), node());
        add(
            Ray.remote(RandomTasks::addAll, refs(some)),
            some.get(0).line.plus(some.get(1).line).plus(some.get(2).line));
      }
      case 9 -> {
        Line line = line();
        int depth = random.nextInt(4);
        add(Ray.remote(RandomTasks::addInTree, line, depth), RandomTasks.inTree(line, depth));
      }
      case 10 -> {
        Line line = line();
        add(Ray.remote(RandomTasks::putIt, line).get(), line);
      }
      case 11 -> {
        Node node = node();
        Line line = line();
        List<ObjectRef<long[]>> all =
            Ray.remote(RandomTasks::withRefs, refs(List.of(node)), line).get();
        add(all.get(0), node.line);
        add(all.get(1), line);
        add(all.get(2), line);
      }
      case 12 -> {
        Node node = node();
        ObjectRef<RandomTasks.Halves> halves = Ray.remote(RandomTasks::split, node.ref);
        add(halves.component(RandomTasks.Halves::high), node.line.high());
        if (random.nextBoolean()) {
          add(halves.component(RandomTasks.Halves::low), node.line.low());
        }
      }
      case 13 -> {
        Node node = node();
        ObjectRef<List<ObjectRef<long[]>>> outer = Ray.put(refs(List.of(node)));
        nodes.remove(node);
        add(outer.get().get(0), node.line);
      }
      case 14 -> {
        Node node = node();
        ObjectRef<Integer> unused = Ray.remote(RandomTasks::keep, refs(List.of(node)), node.line);
      }
      case 15 -> {
        Node node = node();
        views.add(new View(node.ref.as(LongBuffer.class).get().duplicate(), node.line));
      }
      case 16 -> freeOne();
      case 17 -> {
        Node node = node();
        node.line.check(node.ref.toCompletableFuture().join());
      }
      default -> {
        Node node = node();
        node.line.check(node.ref.get());
      }
    }
    dropSome(nodes.size() > MAX_NODES ? 10 : random.nextInt(2));
    if (views.size() > MAX_VIEWS) {
      View view = views.remove(random.nextInt(views.size()));
      view.line.check(view.buffer);
    }
    if (random.nextInt(100) == 0) {
      System.gc();
    }
    if (kills && random.nextInt(400) == 0) {
      assertThatThrownBy(() -> Ray.function(Tasks::exit).options(ONCE).remote(9).get())
          .isInstanceOf(WorkerCrashedException.class);
    }
  }

  /** Mostly small, now and then of some megabytes. */
  private Line line() {
    int length = 1 + (int) (MAX_LENGTH * Math.pow(random.nextDouble(), 4));
    return new Line(length, random.nextInt(1_000), random.nextInt(10));
  }

  private void add(ObjectRef<long[]> ref, Line line) {
    nodes.add(new Node(ref, line));
  }

  /** One of those that are there; a new one if there is none. */
  private Node node() {
    if (nodes.isEmpty()) {
      Line line = line();
      add(Ray.put(line.toArray()), line);
    }
    return nodes.get(random.nextInt(nodes.size()));
  }

  private static List<ObjectRef<long[]>> refs(List<Node> from) {
    List<ObjectRef<long[]>> refs = new ArrayList<>();
    from.forEach(node -> refs.add(node.ref));
    return refs;
  }

  private void dropSome(int count) {
    for (int index = 0; index < count && !nodes.isEmpty(); index++) {
      nodes.remove(random.nextInt(nodes.size()));
    }
  }

  private void freeOne() {
    Line line = line();
    ObjectRef<long[]> ref =
        random.nextBoolean() ? Ray.put(line.toArray()) : Ray.remote(RandomTasks::make, line);
    ObjectRef<long[]> user = Ray.remote(RandomTasks::add, ref, line.toArray());
    ref.free();
    assertThatThrownBy(ref::get).isInstanceOf(ObjectFreedException.class);
    try {
      line.plus(line).check(user.get()); // it was faster
    } catch (ObjectFreedException e) {
      assertThat(e).isNotNull();
    }
  }

  /** Reads and checks all that is left, and drops it. */
  void end() {
    nodes.forEach(node -> node.line.check(node.ref.get()));
    nodes.clear();
    views.forEach(view -> view.line.check(view.buffer));
    views.clear();
  }
}
