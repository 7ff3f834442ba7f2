package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayTaskException;
import io.ray4j.TaskOptions;
import io.ray4j.WorkerCrashedException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CrashReportTest {
  private static final TaskOptions ONCE = TaskOptions.builder().maxRetries(0).build();

  @BeforeEach
  void init() {
    Ray.init(
        RayConfig.builder()
            .workers(1)
            .workerHeap(64L << 20)
            .workerJvmOptions("-XX:-CreateCoredumpOnCrash")
            .build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private static WorkerCrashedException crashOf(ObjectRef<?> ref) {
    return catchThrowableOfType(WorkerCrashedException.class, ref::get);
  }

  @Test
  void shouldTellTheSignalTheTaskAndItsInputs() {
    ObjectRef<Integer> direct = Ray.put(1);
    ObjectRef<Integer> inside = Ray.remote(Tasks::add, 1, 2);
    TaskOptions twice = TaskOptions.builder().maxRetries(1).build();
    ObjectRef<Void> ref =
        Ray.function(CrashTasks::signal).options(twice).remote("KILL", direct, List.of(inside));
    WorkerCrashedException crash = crashOf(ref);
    assertThat(crash.exitCode()).hasValue(137);
    assertThat(crash.lastOutput()).isEqualTo(CrashTasks.LAST_WORDS);
    assertThat(crash)
        .hasMessageContaining("died with exitCode=137, SIGKILL (signal 9), running task=")
        .hasMessageContaining("(CrashTasks.signal), attempt 2 of 2 (maxRetries=1)")
        .hasMessageContaining("inputs: " + direct.id() + ", " + inside.id() + ".")
        .hasMessageContaining("Its last output:\n" + CrashTasks.LAST_WORDS);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldTellTheExitCodeOfAnOrdinaryEnd() {
    WorkerCrashedException crash = crashOf(Ray.function(CrashTasks::halt).options(ONCE).remote(7));
    assertThat(crash.exitCode()).hasValue(7);
    assertThat(crash)
        .hasMessageContaining("died with exitCode=7, running")
        .hasMessageContaining("without a ref among its inputs")
        .hasMessageContaining(CrashTasks.LAST_WORDS);
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldShowTheHeadOfTheFatalErrorLogBesideTheLastWords() {
    WorkerCrashedException crash = crashOf(Ray.function(CrashTasks::crash).options(ONCE).remote());
    assertThat(crash)
        .hasMessageContaining("Its JVM's fatal-error log begins:")
        .hasMessageContaining("SIGSEGV (0xb) at pc=")
        .hasMessageContaining("Problematic frame");
    // what the JVM printed of its own is in the log; JDK 24 and later warn of what makes it crash
    assertThat(crash.lastOutput())
        .startsWith(CrashTasks.LAST_WORDS)
        .doesNotContain("Problematic frame");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }

  @Test
  void shouldThrowTheStackOverflowAndKeepTheWorker() {
    long pid = Ray.remote(Tasks::pid).get();
    assertThatThrownBy(() -> Ray.remote(CrashTasks::recurse, 0).get())
        .isInstanceOf(RayTaskException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
    assertThat(Ray.remote(Tasks::pid).get()).isEqualTo(pid);
  }

  @Test
  void shouldThrowTheOutOfMemoryErrorAndReplaceTheWorker() {
    long pid = Ray.remote(Tasks::pid).get();
    assertThatThrownBy(() -> Ray.remote(CrashTasks::fillTheHeap).get())
        .isInstanceOf(RayTaskException.class)
        .hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(Ray.remote(Tasks::pid).get()).isNotEqualTo(pid);
  }

  @Test
  void shouldReplaceAWorkerWithoutMemoryToReportItsTaskEnd() {
    WorkerCrashedException crash =
        crashOf(Ray.function(CrashTasks::leakTheHeap).options(ONCE).remote());
    assertThat(crash).hasMessageContaining("since OutOfMemoryError kept it from reporting");
    assertThat(Ray.remote(Tasks::add, 1, 2).get()).isEqualTo(3);
  }
}
