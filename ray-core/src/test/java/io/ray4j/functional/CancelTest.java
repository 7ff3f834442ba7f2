package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.TaskCancelledException;
import io.ray4j.testing.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CancelTest {
  @TempDir private Path folder;

  @BeforeEach
  void init() {
    Ray.init(Backend.config(2).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private String notes(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> begun(String name) throws Exception {
    return StopTasks.begun(Path.of(notes(name)));
  }

  private void awaitBegun(String name) {
    await().until(() -> !begun(name).isEmpty());
  }

  private void awaitGone(String name) throws Exception {
    long pid = Long.parseLong(begun(name).get(0));
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private static void assertCancelled(ObjectRef<?> ref) {
    assertThat(ref.isReady()).isTrue();
    assertThatThrownBy(ref::get).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void shouldInterruptATaskThatRunsAndKeepItsWorker() throws Exception {
    ObjectRef<Integer> ref = Ray.remote(StopTasks::await, notes("await"));
    awaitBegun("await");
    assertThat(ref.cancel()).isTrue();
    assertCancelled(ref);
    awaitBegun("await.interrupted");
    assertThat(ref.cancel()).isFalse();
    assertThat(begun("await")).hasSize(1);
  }

  @Test
  void shouldKillTheWorkerOfATaskThatHeedsNoInterrupt() throws Exception {
    ObjectRef<Integer> ref = Ray.remote(StopTasks::spin, notes("spin"));
    awaitBegun("spin");
    assertThat(ref.cancel()).isTrue();
    assertCancelled(ref);
    awaitGone("spin");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    assertThat(begun("spin")).as("never retried").hasSize(1);
  }

  @Test
  void shouldNeverRunATaskThatWasQueued() throws Exception {
    List<ObjectRef<Integer>> gates = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      gates.add(Ray.remote(Tasks::addBehindAGate, notes("gate")));
    }
    ObjectRef<Integer> queued = Ray.remote(StopTasks::count, notes("queued"));
    assertThat(queued.cancel()).isTrue();
    Files.createFile(Path.of(notes("gate")));
    Ray.get(gates);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    assertCancelled(queued);
    assertThat(begun("queued")).isEmpty();
  }

  @Test
  void shouldFailWhatDependsOnACancelledTask() {
    ObjectRef<Integer> ref = Ray.remote(StopTasks::await, notes("await"));
    ObjectRef<Integer> sum = Ray.remote(Tasks::add, ref, 1);
    ObjectRef<Integer> total = Ray.remote(Tasks::add, sum, 1);
    awaitBegun("await");
    assertThat(ref.cancel()).isTrue();
    assertCancelled(total);
    assertThatThrownBy(sum::get).hasMessageContaining("StopTasks.await");
  }

  @Test
  void shouldCancelWhatTheTaskHasSubmitted() throws Exception {
    ObjectRef<Integer> parent = Ray.remote(StopTasks::parentOf, notes("parent"), notes("child"));
    awaitBegun("child");
    assertThat(parent.cancel()).isTrue();
    assertCancelled(parent);
    awaitBegun("child.interrupted");
    assertThat(begun("parent")).hasSize(1);
  }

  @Test
  void shouldLeaveATaskAloneThatHasEnded() {
    ObjectRef<Integer> sum = Ray.remote(Tasks::add, 1, 2);
    assertThat(sum.get()).isEqualTo(3);
    assertThat(sum.cancel()).isFalse();
    assertThat(sum.get()).isEqualTo(3);
    assertThat(Ray.put(5).cancel()).isFalse();
  }

  @Test
  void shouldCancelTheTaskWithTheFuture() {
    ObjectRef<Integer> ref = Ray.remote(StopTasks::await, notes("await"));
    CompletableFuture<Integer> future = ref.toCompletableFuture();
    CompletableFuture<Integer> other = ref.toCompletableFuture();
    awaitBegun("await");
    assertThat(future.cancel(true)).isTrue();
    assertCancelled(ref);
    awaitBegun("await.interrupted");
    await().until(other::isCancelled);
    assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(other::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldNotCancelTheTaskWithAFutureThatDependsOnIts() throws Exception {
    ObjectRef<Integer> ref = Ray.remote(Tasks::addBehindAGate, notes("gate"));
    assertThat(ref.toCompletableFuture().thenApply(sum -> sum + 1).cancel(true)).isTrue();
    Files.createFile(Path.of(notes("gate")));
    assertThat(ref.get()).isEqualTo(3);
  }

  @Test
  void shouldCancelFromInsideATask() throws Exception {
    assertThat(Ray.remote(StopTasks::cancel, notes("child")).get()).isEqualTo("true false");
    awaitBegun("child.interrupted");
  }

  @Test
  void shouldDiscardWhatACancelledTaskReturns() throws Exception {
    ObjectRef<double[]> ref = Ray.remote(StopTasks::awaitAndReturn, notes("await"));
    awaitBegun("await");
    assertThat(ref.cancel()).isTrue();
    awaitBegun("await.interrupted");
    await()
        .until(() -> Ray.state().workers().stream().noneMatch(w -> w.state().equals("STOPPING")));
    assertCancelled(ref);
    await().until(() -> Ray.state().usedBytes() == 0);
  }

  @Test
  void shouldInterruptATaskInThisProcess() throws Exception {
    Ray.shutdown();
    Ray.init(RayConfig.builder().address("in-process").workers(1).build());
    ObjectRef<Integer> ref = Ray.remote(StopTasks::await, notes("await"));
    awaitBegun("await");
    assertThat(ref.cancel()).isTrue();
    assertCancelled(ref);
    awaitBegun("await.interrupted");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }
}
