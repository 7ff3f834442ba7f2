package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.Remote;
import io.ray4j.TaskOptions;
import io.ray4j.TaskTimeoutException;
import io.ray4j.testing.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeadlineTest {
  private static final TaskOptions SOON =
      TaskOptions.builder().timeout(Duration.ofMillis(300)).build();
  private static final TaskOptions LATER =
      TaskOptions.builder().timeout(Duration.ofSeconds(3)).build();

  @TempDir private Path folder;

  private static void init(int workers) {
    Ray.init(Backend.config(workers).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private String notes(String name) {
    return folder.resolve(name).toString();
  }

  private long pidIn(String notes) throws Exception {
    await().until(() -> !StopTasks.begun(Path.of(notes)).isEmpty());
    return Long.parseLong(StopTasks.begun(Path.of(notes)).get(0));
  }

  private static void awaitGone(long pid) {
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void shouldKillTheWorkerOfATaskThatLoopsForEver() throws Exception {
    init(1);
    ObjectRef<Integer> late = Ray.function(StopTasks::spin).options(SOON).remote(notes("spin"));
    assertThatThrownBy(late::get)
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("StopTasks.spin")
        .hasMessageContaining("timeout=PT0.3S")
        .hasMessageContaining("io.ray4j.functional.StopTasks.spin(StopTasks.java");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    awaitGone(pidIn(notes("spin")));
  }

  @Test
  void shouldKillTheWorkerOfATaskThatIsStuckInANativeCall() throws Exception {
    init(1);
    assertThat(new ProcessBuilder("mkfifo", notes("pipe")).start().waitFor()).isZero();
    ObjectRef<Integer> late =
        Ray.function(StopTasks::readPipe).options(SOON).remote(notes("read"), notes("pipe"));
    assertThatThrownBy(late::get)
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("StopTasks.readPipe");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
    awaitGone(pidIn(notes("read")));
  }

  @Test
  void shouldKillAWorkerThatIsStopped() throws Exception {
    init(1);
    ObjectRef<Integer> late = Ray.function(StopTasks::await).options(LATER).remote(notes("await"));
    long pid = pidIn(notes("await"));
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();
    assertThatThrownBy(late::get)
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("did not say what its threads were doing");
    awaitGone(pid);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldKeepTheWorkerOfATaskThatHeedsItsInterrupt() throws Exception {
    init(1);
    ObjectRef<Integer> late = Ray.function(StopTasks::await).options(SOON).remote(notes("await"));
    assertThatThrownBy(late::get).isInstanceOf(TaskTimeoutException.class);
    await().until(() -> !StopTasks.begun(Path.of(notes("await.interrupted"))).isEmpty());
    // longer than the grace, after which it would have been killed
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    assertThat(ProcessHandle.of(pidIn(notes("await"))).filter(ProcessHandle::isAlive)).isPresent();
  }

  @Test
  void shouldStopATaskThatWaitsForAnObject() throws Exception {
    init(2);
    ObjectRef<Integer> gate = Ray.remote(Tasks::addBehindAGate, notes("gate"));
    ObjectRef<Integer> late =
        Ray.function(StopTasks::awaitRef).options(SOON).remote(notes("get"), List.of(gate));
    assertThatThrownBy(late::get).isInstanceOf(TaskTimeoutException.class);
    await().until(() -> !StopTasks.begun(Path.of(notes("get.interrupted"))).isEmpty());
    Files.createFile(Path.of(notes("gate")));
    assertThat(gate.get()).isEqualTo(3);
  }

  @Test
  void shouldStartTheClockWithTheTask() throws Exception {
    init(1);
    ObjectRef<Integer> gate = Ray.remote(Tasks::addBehindAGate, notes("gate"));
    ObjectRef<Integer> quick = Ray.function(Tasks::add).options(SOON).remote(1, 2);
    await().pollDelay(Duration.ofMillis(600)).until(() -> true); // twice the time that it has
    assertThat(quick.isReady()).isFalse();
    Files.createFile(Path.of(notes("gate")));
    assertThat(gate.get()).isEqualTo(3);
    assertThat(quick.get()).isEqualTo(3);
  }

  @Test
  void shouldFailDependantsWithTheSameFailure() {
    init(1);
    ObjectRef<Integer> late = Ray.function(StopTasks::spin).options(SOON).remote(notes("spin"));
    ObjectRef<Integer> sum = Ray.remote(Tasks::add, late, 1);
    assertThatThrownBy(sum::get)
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("StopTasks.spin");
  }

  /** If they shared a worker, the parent would be lost with it. */
  @Test
  void shouldLeaveAParentAliveWhoseChildIsKilled() throws Exception {
    init(1);
    ObjectRef<String> parent = Ray.remote(StopTasks::hurry, notes("parent"), notes("child"));
    assertThat(parent.get()).isEqualTo("stopped");
    assertThat(StopTasks.begun(Path.of(notes("parent")))).hasSize(1);
    awaitGone(pidIn(notes("child")));
  }

  @Test
  void shouldTakeTheFunctionsDeadlineUnlessTheCallHasAnother() {
    init(1);
    assertThatThrownBy(() -> Ray.remote(DeadlineTest::hasADeadline).get())
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("timeout=PT0.2S");
    TaskOptions forEver = TaskOptions.builder().timeout(ChronoUnit.FOREVER.getDuration()).build();
    ObjectRef<Integer> unlimited =
        Ray.function(DeadlineTest::hasADeadline).options(forEver).remote();
    assertThat(unlimited.get()).isEqualTo(400);
  }

  @Remote(timeoutMs = 200)
  static int hasADeadline() throws InterruptedException {
    new CountDownLatch(1).await(400, TimeUnit.MILLISECONDS);
    return 400;
  }

  @Test
  void shouldInterruptATaskInThisProcess() throws Exception {
    Ray.init(RayConfig.builder().address("in-process").workers(1).build());
    ObjectRef<Integer> late = Ray.function(StopTasks::await).options(SOON).remote(notes("await"));
    assertThatThrownBy(late::get)
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("StopTasks.await(");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }
}
