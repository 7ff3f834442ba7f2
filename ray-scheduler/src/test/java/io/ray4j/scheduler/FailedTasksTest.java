package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.kept.KeptTaskFile;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of failed tasks that wait to be written, in a store of 4 MB. */
@Timeout(60)
class FailedTasksTest {
  private static final int MB = 1 << 20;

  @TempDir private Path folder;
  private Path kept;
  private FakeNode node;
  private ThreadPoolExecutor writer;
  private FailedTasks failedTasks;

  @BeforeEach
  void open() throws IOException {
    kept = folder.resolve("kept");
    node = new FakeNode(folder, 1);
    writer = FailedTasks.newWriter();
    failedTasks = new FailedTasks(node.store, kept, writer);
  }

  @AfterEach
  void close() {
    failedTasks.close();
    node.close();
  }

  private List<KeptTaskFile> keptTasks() throws IOException {
    failedTasks.close(); // waits for all of them
    if (Files.notExists(kept)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(kept)) {
      List<KeptTaskFile> tasks = new ArrayList<>();
      for (Path file : files.toList()) {
        tasks.add(KeptTaskFile.open(file));
      }
      return tasks;
    }
  }

  /** Has the writer do nothing until the latch is down. */
  private CountDownLatch blockWriter() {
    CountDownLatch latch = new CountDownLatch(1);
    writer.execute(
        () -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return latch;
  }

  private void fail(Kind kind, ObjectId... inputs) {
    TaskId id = node.client.nextId();
    fail(id, TaskFailure.of(kind, "f", id.toString(), "of course"), inputs);
  }

  private void fail(TaskId id, TaskFailure failure, ObjectId... inputs) {
    Argument[] arguments =
        Arrays.stream(inputs)
            .map(input -> new Argument.Ref(RefTarget.whole(input)))
            .toArray(Argument[]::new);
    TaskSpec spec = FakeNode.task(id, 1, 1, 0, arguments);
    ObjectEntry result = node.store.createPending(id.result(), 0, "f");
    TaskEntry task = TaskEntry.of(spec, result, new FunctionProfile(), node.store);
    failedTasks.onTaskFailed(task, new ObjectValue.Failed(failure.toBytes(), List.of()));
    task.letGoInputs(node.store);
  }

  private static byte[] bytesOf(KeptTaskFile file, int input) {
    TaskInput value = file.task().inputs().get(input);
    Payload payload = file.segments().readable(((ObjectValue.Stored) value.value()).extent());
    byte[] bytes = new byte[(int) payload.size()];
    payload.get(0, bytes, bytes.length);
    return bytes;
  }

  private static byte[] filled(int length, int fill) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  @Test
  void shouldBringBackInputsThatWereSpilledMeanwhile() throws IOException {
    ObjectId input = node.put(MB, (byte) 7);
    for (int more = 0; more < 4; more++) {
      node.put(MB, (byte) more);
    }
    assertThat(node.store.isSpilled(node.store.find(input))).isTrue();
    fail(Kind.FUNCTION_THREW, input);
    assertThat(bytesOf(keptTasks().get(0), 0)).isEqualTo(filled(MB, 7));
  }

  @Test
  void shouldKeepInputsThatAreFreedOrLetGoBeforeTheyAreWritten() throws IOException {
    CountDownLatch latch = blockWriter();
    ObjectId freed = node.put(MB / 2, (byte) 1);
    ObjectId letGo = node.put(MB / 2, (byte) 2);
    fail(Kind.FUNCTION_THREW, freed, letGo);
    node.client.free(freed);
    node.client.removeLocalReference(letGo);
    for (int more = 0; more < 6; more++) {
      node.put(MB / 2, (byte) 3); // would take their place
    }
    latch.countDown();
    KeptTaskFile file = keptTasks().get(0);
    assertThat(bytesOf(file, 0)).isEqualTo(filled(MB / 2, 1));
    assertThat(bytesOf(file, 1)).isEqualTo(filled(MB / 2, 2));
    assertThat(node.store.find(letGo)).isNull();
    assertThat(node.store.pinnedBytes()).isZero();
  }

  @Test
  void shouldDropTasksThatFailFasterThanTheyAreWritten() throws IOException {
    CountDownLatch latch = blockWriter();
    ObjectId input = node.put(100, (byte) 1);
    for (int task = 0; task < FailedTasks.MAX_WAITING + 50; task++) {
      fail(Kind.FUNCTION_THREW, input);
    }
    latch.countDown();
    assertThat(keptTasks()).hasSize(FailedTasks.MAX_WAITING);
    node.client.removeLocalReference(input);
    assertThat(node.store.find(input)).isNull(); // the dropped ones hold it no more
  }

  @Test
  void shouldNotHoldMoreThanAQuarterOfTheStoreForTasksThatWait() throws IOException {
    CountDownLatch latch = blockWriter();
    ObjectId larger = node.put(MB + MB / 2, (byte) 1); // alone it is let through
    ObjectId small = node.put(MB / 2, (byte) 2);
    fail(Kind.FUNCTION_THREW, larger);
    fail(Kind.FUNCTION_THREW, small);
    node.client.removeLocalReference(small);
    assertThat(node.store.find(small)).isNull();
    latch.countDown();
    assertThat(keptTasks()).singleElement().satisfies(file -> bytesOf(file, 0));
    assertThat(node.store.pinnedBytes()).isZero();
  }

  @Test
  void shouldKeepOnlyWhatAFunctionWasAtFaultFor() throws IOException {
    for (Kind kind : List.of(Kind.OBJECT_LOST, Kind.OBJECT_FREED, Kind.NO_WORKER, Kind.SHUT_DOWN)) {
      fail(kind);
    }
    TaskId other = node.client.nextId();
    fail(node.client.nextId(), TaskFailure.of(Kind.FUNCTION_THREW, "f", other.toString(), ""));
    fail(Kind.WORKER_CRASHED);
    fail(Kind.STORE_FULL);
    fail(Kind.BAD_CALL);
    fail(Kind.SERIALIZATION);
    assertThat(keptTasks()).hasSize(4);
  }

  @Test
  void shouldTakeAFailureThatCannotBeRead() throws IOException {
    TaskId id = node.client.nextId();
    ObjectEntry result = node.store.createPending(id.result(), 0, "f");
    TaskSpec spec = FakeNode.task(id, 1, 1, 0);
    TaskEntry task = TaskEntry.of(spec, result, new FunctionProfile(), node.store);
    failedTasks.onTaskFailed(task, new ObjectValue.Failed(new byte[] {1}, List.of()));
    assertThat(keptTasks()).isEmpty();
  }
}
