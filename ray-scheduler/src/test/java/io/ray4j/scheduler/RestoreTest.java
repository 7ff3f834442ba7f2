package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task whose inputs have to come back from disk while others leave no room for them. */
@Timeout(120)
class RestoreTest {
  private static final int SPILLED_BYTES = 600_000;
  private static final int PINNED_BYTES = 1_500_000;
  private static final ObjectValue RESULT = new ObjectValue.Inline(new byte[3], List.of());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private FakeNode node;
  private FakeWorker first;
  private FakeWorker second;
  private ObjectId spilled;
  private ObjectId pinned;

  /** What lies in memory leaves no room for {@code spilled} unless {@code pinned} may be moved. */
  @BeforeEach
  void fill() throws Exception {
    node = new FakeNode(folder, 2);
    first = node.connect(1);
    second = node.connect(2);
    spilled = node.put(SPILLED_BYTES, (byte) 1);
    pinned = node.put(PINNED_BYTES, (byte) 2);
  }

  @AfterEach
  void end() {
    first.close();
    second.close();
    node.close();
  }

  private void takeTheRest() throws Exception {
    second.lease(FakeNode.STORE_BYTES - SPILLED_BYTES - PINNED_BYTES - 40_000);
    second.lease(SPILLED_BYTES - 50_000); // which moves the other one to disk
    assertThat(node.store.isSpilled(node.store.find(spilled))).isTrue();
  }

  private TaskId submit(ObjectId... inputs) {
    TaskId id = node.client.nextId();
    Argument[] arguments =
        Stream.of(inputs).map(RefTarget::whole).map(Argument.Ref::new).toArray(Argument[]::new);
    node.client.submitTask(FakeNode.task(id, 1, 1, 0, arguments));
    return id;
  }

  private static void finish(FakeWorker worker, TaskInvocation task) {
    worker.says().taskFinished(task.slot(), task.lease(), 1, RESULT, false);
  }

  private ObjectValue value(TaskId task) {
    return node.store.find(task.result()).value();
  }

  private void awaitStoreFull(TaskId task) {
    await().atMost(PATIENCE).until(() -> value(task) != null);
    ObjectValue.Failed failed = (ObjectValue.Failed) value(task);
    assertThat(TaskFailure.fromBytes(failed.failure()).kind())
        .isEqualTo(TaskFailure.Kind.STORE_FULL);
  }

  /** Waits until the task's inputs are looked for again, and so were not to be had at first. */
  private void awaitSecondAttempt(TaskId task, int before) {
    await()
        .atMost(PATIENCE)
        .until(() -> node.collections.get() > before + 1 || value(task) != null);
    assertThat(value(task)).isNull();
  }

  private void assertRuns(TaskId task, FakeWorker worker) throws Exception {
    TaskInvocation invocation = worker.awaitTask();
    assertThat(invocation.id()).isEqualTo(task);
    ObjectValue.Stored input = (ObjectValue.Stored) invocation.inputs().get(0).value();
    byte[] bytes = new byte[SPILLED_BYTES];
    node.store.segments().readable(input.extent()).get(0, bytes, bytes.length);
    assertThat(bytes).containsOnly(1);
    finish(worker, invocation);
    worker.sync();
    assertThat(value(task)).isInstanceOf(ObjectValue.Inline.class);
  }

  @Test
  void shouldWaitForATaskThatHasItsInputsPinned() throws Exception {
    submit(pinned);
    TaskInvocation reader = first.awaitTask();
    takeTheRest();
    int before = node.collections.get();

    TaskId task = submit(spilled);

    awaitSecondAttempt(task, before);
    finish(first, reader);
    assertRuns(task, first);
  }

  @Test
  void shouldWaitForATaskThatWaitsForOneThatRuns() throws Exception {
    submit(pinned);
    TaskInvocation reader = first.awaitTask();
    first.says().taskBlocked(reader.slot(), reader.lease());
    first.sync();
    submit();
    TaskInvocation running = first.awaitTask();
    takeTheRest();
    int before = node.collections.get();

    TaskId task = submit(spilled);

    awaitSecondAttempt(task, before);
    first.says().taskUnblocked(reader.slot(), reader.lease());
    finish(first, running);
    finish(first, reader);
    assertRuns(task, first);
  }

  @Test
  void shouldWaitForATaskThatReadsWhatIsNotItsInput() throws Exception {
    submit();
    TaskInvocation reader = first.awaitTask();
    first.says().pinObject(7, pinned);
    first.await("ObjectPinned");
    takeTheRest();
    int before = node.collections.get();

    TaskId task = submit(spilled);

    awaitSecondAttempt(task, before);
    first.says().unpinObject(pinned);
    finish(first, reader);
    assertRuns(task, first);
  }

  @Test
  void shouldFailIfNoTaskHasAnythingPinned() throws Exception {
    submit();
    first.awaitTask();
    assertThat(node.store.tryPin(node.store.find(pinned))).as("a view of the driver's").isNotNull();
    takeTheRest();
    awaitStoreFull(submit(spilled));
  }

  @Test
  void shouldFailIfAllThatHaveInputsPinnedWait() throws Exception {
    submit(pinned);
    TaskInvocation reader = first.awaitTask();
    first.says().taskBlocked(reader.slot(), reader.lease());
    first.sync();
    takeTheRest();
    awaitStoreFull(submit(spilled));
  }

  @Test
  void shouldFailAtOnceIfItsInputsNeverFitTogether() throws Exception {
    ObjectId large = node.put((int) FakeNode.STORE_BYTES - SPILLED_BYTES / 2, (byte) 3);
    ObjectId small = node.put(1_000_000, (byte) 4);
    submit(small);
    first.awaitTask(); // and it runs for as long as this test

    awaitStoreFull(submit(large, spilled));
  }
}
