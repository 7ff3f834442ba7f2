package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.task.TaskSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What refs in a thrown exception point at stays for as long as the failure. */
@Timeout(60)
class FailedReferencesTest {
  @TempDir private Path folder;

  private FakeNode node;
  private ObjectId carried;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode(folder, 1);
    carried = node.put(100_000, (byte) 7);
  }

  @AfterEach
  void end() {
    node.close();
  }

  private ObjectValue.Failed failure() {
    return new ObjectValue.Failed(
        TaskFailure.of(TaskFailure.Kind.FUNCTION_THREW, "f", "", "thrown").toBytes(),
        List.of(carried));
  }

  @Test
  void shouldStayForEachTaskThatFailsWithIt() throws Exception {
    TaskId thrower = node.client.nextId();
    TaskId dependant = node.client.nextId();
    node.client.submitTask(FakeNode.task(thrower, 1, 1, 0));
    node.client.submitTask(
        FakeNode.task(dependant, 1, 1, 0, new Argument.Ref(RefTarget.whole(thrower.result()))));
    try (FakeWorker worker = node.connect(1)) {
      TaskInvocation task = worker.awaitTask();
      worker.says().taskFinished(task.slot(), task.lease(), 1, failure(), false);
      worker.sync();
    }
    node.client.removeLocalReference(carried);
    assertThat(node.store.find(carried)).as("for the task that threw").isNotNull();
    node.client.removeLocalReference(thrower.result());
    assertThat(node.store.find(thrower.result())).isNull();
    assertThat(node.store.find(carried)).as("for the one that failed with it").isNotNull();
    node.client.removeLocalReference(dependant.result());
    assertThat(node.store.find(carried)).isNull();
    assertThat(node.store.usedBytes()).isZero();
  }

  @Test
  void shouldStayAlthoughTheFailedObjectIsFreed() {
    ObjectId failed = node.client.nextId().result();
    node.client.putObject(failed, failure());
    node.client.removeLocalReference(carried);
    node.client.free(failed);
    assertThat(node.store.find(failed).value()).isInstanceOf(ObjectValue.Failed.class);
    assertThat(node.store.find(carried)).isNotNull();
  }

  @Test
  void shouldStayWhileTheFailureWaitsToBeSealed() {
    FailureSealer sealer = new FailureSealer(node.store);
    TaskEntry first = pending();
    TaskEntry second = pending(new Argument.Value(new byte[1], List.of(carried)));
    first.result.onSealed(
        unused -> {
          sealer.seal(second, failure()); // its turn comes when this listener has returned
          node.client.removeLocalReference(carried);
          assertThat(node.store.find(carried)).as("for the task, which has it").isNotNull();
        });

    sealer.seal(first, TaskFailures.shutDown());

    assertThat(second.result.value()).isInstanceOf(ObjectValue.Failed.class);
    assertThat(node.store.find(carried)).as("for the failure").isNotNull();
    node.store.letGo(second.result);
    assertThat(node.store.find(carried)).isNull();
  }

  private TaskEntry pending(Argument... arguments) {
    TaskSpec spec = FakeNode.task(node.client.nextId(), 1, 1, 0, arguments);
    ObjectEntry result = node.store.createPending(spec.id().result(), 0, "f");
    return TaskEntry.of(spec, result, new FunctionProfile(), node.store);
  }
}
