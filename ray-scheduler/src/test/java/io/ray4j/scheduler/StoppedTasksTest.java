package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cancelled tasks, deadlines and deaths, with workers that do what the test says. */
@Timeout(60)
class StoppedTasksTest {
  private static final ExecutionPolicy PLAIN = new ExecutionPolicy(1, 3, 1, 0, List.of());
  private static final ExecutionPolicy HASTY = new ExecutionPolicy(1, 3, 1, 1, List.of());
  private static final ObjectValue RESULT = new ObjectValue.Inline(new byte[] {1}, List.of());

  @TempDir private Path folder;

  private FakeNode node;
  private @Nullable FakeWorker one;
  private @Nullable FakeWorker two;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode(folder, 1);
    one = node.connect(1);
  }

  @AfterEach
  void end() {
    if (one != null) {
      one.close();
    }
    if (two != null) {
      two.close();
    }
    node.close();
  }

  private static TaskId idOf(ObjectEntry result) {
    return new TaskId(result.id().origin(), result.id().sequence());
  }

  private TaskFailure failureOf(ObjectEntry result) {
    await().until(() -> result.value() != null);
    return TaskFailure.fromBytes(((ObjectValue.Failed) result.value()).failure());
  }

  private TaskInvocation begunBy(FakeWorker worker, int number) throws InterruptedException {
    TaskInvocation task = worker.awaitTask();
    assertThat(node.begin(number, task)).isTrue();
    return task;
  }

  private static void finish(FakeWorker worker, TaskInvocation task, ObjectValue result)
      throws InterruptedException {
    worker.says().taskFinished(task.slot(), task.lease(), 1_000, result, false);
    worker.sync();
  }

  @Test
  void shouldTakeBackACancelledTaskThatHasNotBegun() throws Exception {
    ObjectEntry result = node.submit(PLAIN, null);
    TaskInvocation task = one.awaitTask();
    assertThat(node.scheduler.cancel(result.id())).isTrue();
    assertThat(failureOf(result).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(node.begin(1, task)).as("it may be begun").isFalse();
    assertThat(node.scheduler.cancel(result.id())).isFalse();
  }

  @Test
  void shouldDiscardWhatACancelledTaskReturns() throws Exception {
    ObjectEntry result = node.submit(PLAIN, null);
    TaskInvocation task = begunBy(one, 1);
    Extent extent = one.lease(100_000);
    assertThat(node.scheduler.cancel(result.id())).isTrue();
    assertThat(one.await("InterruptTask").arguments())
        .containsExactly(task.slot(), task.lease(), false);
    finish(one, task, new ObjectValue.Stored(extent, List.of()));
    assertThat(failureOf(result).kind()).isEqualTo(Kind.CANCELLED);
    await().until(() -> node.store.usedBytes() == 0);
    node.submit(PLAIN, null);
    assertThat(node.begin(1, one.awaitTask())).as("the worker goes on").isTrue();
    assertThat(node.control.killed).isEmpty();
  }

  @Test
  void shouldKillAWorkerWhoseTaskDoesNotEndAndHaveAnotherReady() throws Exception {
    ObjectEntry result = node.submit(PLAIN, null);
    begunBy(one, 1);
    node.scheduler.cancel(result.id());
    assertThat(node.control.grown).as("spare workers").hasValue(1);
    await().until(() -> node.control.killed.contains(1));
  }

  @Test
  void shouldSayWhatATaskDidAtItsDeadline() throws Exception {
    ObjectEntry result = node.submit(HASTY, null);
    TaskInvocation task = begunBy(one, 1);
    assertThat(one.await("InterruptTask").arguments())
        .containsExactly(task.slot(), task.lease(), true);
    assertThat(node.scheduler.cancel(result.id())).as("its outcome is decided").isFalse();
    one.says().threadDump(task.slot(), task.lease(), "at com.acme.F.f");
    assertThat(failureOf(result).kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(failureOf(result).message()).contains("at com.acme.F.f");
    finish(one, task, RESULT);
    assertThat(failureOf(result).kind()).isEqualTo(Kind.TIMED_OUT);
  }

  @Test
  void shouldSealADeadlineThatTheWorkerDoesNotAnswer() throws Exception {
    ObjectEntry result = node.submit(HASTY, null);
    begunBy(one, 1);
    assertThat(failureOf(result).kind()).isEqualTo(Kind.TIMED_OUT);
    await().until(() -> node.control.killed.contains(1));
  }

  /** A thread that a cancelled task has left behind, or that does not hear of it in time. */
  @Test
  void shouldCancelWhatACancelledTaskStillSubmits() throws Exception {
    ObjectEntry parent = node.submit(PLAIN, null);
    begunBy(one, 1);
    ObjectEntry early = node.submit(PLAIN, idOf(parent));
    node.scheduler.cancel(parent.id());
    ObjectEntry late = node.submit(PLAIN, idOf(parent));
    assertThat(failureOf(early).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(failureOf(late).kind()).isEqualTo(Kind.CANCELLED);
  }

  @Test
  void shouldKeepWhatATaskHasSubmittedThatEndedWell() throws Exception {
    ObjectEntry parent = node.submit(PLAIN, null);
    TaskInvocation task = begunBy(one, 1);
    ObjectEntry child = node.submit(PLAIN, idOf(parent));
    finish(one, task, RESULT);
    assertThat(node.scheduler.cancel(parent.id())).isFalse();
    finish(one, begunBy(one, 1), RESULT);
    await().until(() -> child.value() != null);
    assertThat(child.value()).isInstanceOf(ObjectValue.Inline.class);
  }

  @Test
  void shouldCancelTheTasksOfAChildThatHasEnded() throws Exception {
    ObjectEntry parent = node.submit(PLAIN, null);
    TaskInvocation first = begunBy(one, 1);
    ObjectEntry child = node.submit(PLAIN, idOf(parent));
    one.says().taskBlocked(first.slot(), first.lease());
    TaskInvocation second = begunBy(one, 1);
    ObjectEntry grandchild = node.submit(PLAIN, idOf(child));
    finish(one, second, RESULT);
    node.scheduler.cancel(parent.id());
    assertThat(failureOf(grandchild).kind()).isEqualTo(Kind.CANCELLED);
  }

  @Test
  void shouldHaveOneOutcomeWhenATaskEndsAsItIsCancelled() throws Exception {
    for (int round = 0; round < 300; round++) {
      ObjectEntry result = node.submit(PLAIN, null);
      TaskInvocation task = begunBy(one, 1);
      CompletableFuture<Boolean> cancelled =
          CompletableFuture.supplyAsync(() -> node.scheduler.cancel(result.id()));
      one.says().taskFinished(task.slot(), task.lease(), 1_000, RESULT, false);
      boolean isCancelled = cancelled.get(10, TimeUnit.SECONDS);
      CompletableFuture<ObjectValue> sealed = new CompletableFuture<>();
      result.onSealed(sealed::complete);
      assertThat(sealed.get(10, TimeUnit.SECONDS) instanceof ObjectValue.Failed)
          .isEqualTo(isCancelled);
      one.sync(); // the late result is in vain
      assertThat(result.value() instanceof ObjectValue.Failed).isEqualTo(isCancelled);
    }
  }

  /** The other slot's worker is full of waiting tasks, which must not die with this one. */
  @Test
  void shouldRunATaskWithADeadlineInAWorkerOfItsOwn() throws Exception {
    ExecutionPolicy deadline = new ExecutionPolicy(1, 3, 1, TimeUnit.MINUTES.toNanos(1), List.of());
    ObjectEntry parent = node.submit(PLAIN, null);
    TaskInvocation waiting = begunBy(one, 1);
    one.says().taskBlocked(waiting.slot(), waiting.lease());
    one.sync();
    node.submit(deadline, idOf(parent));
    assertThat(node.control.grown).hasValue(1);
    two = node.connect(2);
    assertThat(node.begin(2, two.awaitTask())).isTrue();
  }

  @Test
  void shouldRunNoMoreTasksAtATimeThanThereAreSlotsHoweverManyWorkers() throws Exception {
    two = node.connect(2);
    ObjectEntry first = node.submit(PLAIN, null);
    ObjectEntry second = node.submit(PLAIN, null);
    TaskInvocation task = begunBy(one, 1);
    two.sync();
    assertThat(two.hasTask()).as("the spare worker has a task").isFalse();
    finish(one, task, RESULT);
    finish(one, begunBy(one, 1), RESULT);
    await().until(() -> first.value() != null && second.value() != null);
  }

  @Test
  void shouldRunATaskAgainAfterItsBackOffUntilItsRetriesAreUsedUp() throws Exception {
    ExecutionPolicy twice = new ExecutionPolicy(1, 1, 1, 0, List.of("java.io.IOException"));
    ObjectEntry result = node.submit(twice, null);
    ObjectValue failure =
        new ObjectValue.Failed(
            new TaskFailure(Kind.FUNCTION_THREW, "f", "", "", "", -1, "", new byte[0], true)
                .toBytes(),
            List.of());
    TaskInvocation task = begunBy(one, 1);
    assertThat(task.retryOn()).containsExactly("java.io.IOException");
    finish(one, task, failure);
    assertThat(result.value()).isNull();
    finish(one, begunBy(one, 1), failure);
    assertThat(failureOf(result).kind()).isEqualTo(Kind.FUNCTION_THREW);
  }
}
