package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker that ends a task which it does have with a result that cannot be: it is dropped, what it
 * had written is free again, and the next worker gets the task.
 */
@Timeout(60)
class HostileResultTest {
  private static final int BYTES = 100_000;
  private static final ObjectValue NO_FAILURE = new ObjectValue.Failed(new byte[] {42}, List.of());

  @TempDir private Path folder;

  private FakeNode node;
  private FakeWorker hostile;
  private ObjectId object;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode(folder, 1);
    object = node.put(BYTES, (byte) 7);
    hostile = node.connect(1);
  }

  @AfterEach
  void end() {
    hostile.close();
    node.close();
  }

  /** Makes the result of a task that has two parts. */
  private interface Lie {
    ObjectValue result(HostileResultTest test) throws Exception;
  }

  /** A lie with a name for the report. */
  private record Named(String name, Lie lie) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ObjectValue parts(ObjectValue... parts) {
    return new ObjectValue.Composite("", List.of(parts));
  }

  private static ObjectValue at(Extent extent) {
    return new ObjectValue.Stored(extent, List.of());
  }

  private ObjectValue own() throws InterruptedException {
    return at(hostile.lease(BYTES));
  }

  private ObjectValue victim() {
    return at(node.stored(object).extent());
  }

  static Stream<Named> lies() {
    return Stream.of(
        new Named("no failure", test -> NO_FAILURE),
        new Named("no failure as its first part", test -> parts(NO_FAILURE, test.own())),
        new Named("no failure as its last part", test -> parts(test.own(), NO_FAILURE)),
        new Named("somebody else's as its first part", test -> parts(test.victim(), test.own())),
        new Named("somebody else's as its last part", test -> parts(test.own(), test.victim())),
        new Named(
            "the same as both parts",
            test -> {
              ObjectValue own = test.own();
              return parts(own, own);
            }),
        new Named("no parts", test -> test.own()),
        new Named("one part", test -> parts(test.own())),
        new Named("three parts", test -> parts(test.own(), test.own(), test.own())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void shouldLoseNothingToAWorkerThatReturns(Named lie) throws Exception {
    long usedBytes = node.store.usedBytes();
    TaskId id = node.client.nextId();
    node.client.submitTask(FakeNode.task(id, 2, 1, 0));
    TaskInvocation task = hostile.awaitTask();
    ObjectValue result = lie.lie.result(this);
    hostile.says().taskFinished(task.slot(), task.lease(), 1, result, false);
    assertDroppedAndFree(usedBytes);
    try (FakeWorker next = node.connect(2)) {
      TaskInvocation again = next.awaitTask(); // since it had not begun
      ObjectValue parts = parts(at(next.lease(BYTES)), at(next.lease(BYTES)));
      next.says().taskFinished(again.slot(), again.lease(), 1, parts, false);
      next.sync();
      assertThat(node.store.find(id.result()).value()).isEqualTo(parts);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void shouldLoseNothingToAWorkerThatEndsWhatItHasNotWith(Named lie) throws Exception {
    long usedBytes = node.store.usedBytes();
    ObjectValue result = lie.lie.result(this);
    hostile.says().taskFinished(5, 5, 1, result, false);
    assertDroppedAndFree(usedBytes);
  }

  private void assertDroppedAndFree(long usedBytes) throws Exception {
    hostile.awaitDropped();
    node.connect(3).close(); // so the driver has seen the end of the other
    assertThat(node.store.usedBytes()).isEqualTo(usedBytes);
    assertThat(node.holdsOnly(object, (byte) 7)).isTrue();
  }
}
