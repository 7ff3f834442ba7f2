package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionTest {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldStartAndEndAgainAndAgainAndLeaveNothing(@TempDir Path folder) throws IOException {
    for (int round = 0; round < 3; round++) {
      RayConfig config = RayConfig.builder().workers(2).sessionDirectory(folder).build();
      Ray.init(config);
      assertThat(Ray.get(Ray.remote(Tasks::add, round, 1))).isEqualTo(round + 1);
      RayState state = Ray.state();
      List<Long> pids = state.workers().stream().map(RayState.Worker::pid).toList();
      assertThat(pids).isNotEmpty().doesNotContain(ProcessHandle.current().pid());
      assertThat(Files.exists(state.sessionDirectory())).isTrue();

      Ray.shutdown();

      for (long pid : pids) {
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
      assertThat(Path.of("/dev/shm", state.sessionName())).doesNotExist();
      assertNoThreadIsLeft();
    }
  }

  @Test
  void shouldEndItsThreadsInProcessToo(@TempDir Path folder) throws IOException {
    Ray.init(RayConfig.builder().address("in-process").workers(2).sessionDirectory(folder).build());
    Ray.put(new long[100_000]);
    assertThat(Ray.remote(Tasks::fib, 10).get()).isEqualTo(55);
    String name = Ray.state().sessionName();
    assertThat(liveThreads()).isNotEmpty();

    Ray.shutdown();

    assertNoThreadIsLeft();
    assertThat(folder).isEmptyDirectory();
    assertThat(Path.of("/dev/shm", name)).doesNotExist();
  }

  @Test
  void shouldLetATaskEndAfterTheSession() throws InterruptedException {
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.set(e));
    try {
      Ray.init(RayConfig.builder().address("in-process").workers(1).build());
      Ray.remote(
          () -> {
            BEGUN.countDown();
            RELEASED.await();
          });
      BEGUN.await();
      Ray.shutdown();
      RELEASED.countDown();
      assertNoThreadIsLeft();
      assertThat(uncaught).hasNullValue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static void assertNoThreadIsLeft() {
    await()
        .atMost(Duration.ofSeconds(5)) // told to end, they may need a moment
        .untilAsserted(() -> assertThat(liveThreads()).isEmpty());
  }

  private static List<String> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("ray4j-"))
        .toList();
  }

  @Test
  void shouldRefuseWhatComesAfterTheEnd() {
    Ray.init(RayConfig.builder().address("in-process").workers(1).build());
    ObjectRef<Integer> ref = Ray.put(1);
    Ray.shutdown();
    assertThatThrownBy(ref::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is over");
  }

  @Test
  void shouldRefuseInitAndShutdownInsideATask() {
    Ray.init(RayConfig.builder().workers(1).build());
    assertThat(
            Ray.remote(
                    () -> {
                      try {
                        Ray.shutdown();
                        return "shut down";
                      } catch (IllegalStateException e) {
                        return e.getMessage();
                      }
                    })
                .get(Duration.ofSeconds(30)))
        .contains("inside a task");
  }
}
