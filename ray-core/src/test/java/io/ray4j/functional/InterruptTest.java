package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayInterruptedException;
import io.ray4j.Remote;
import io.ray4j.testing.Backend;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InterruptTest {
  @TempDir private Path folder;

  @BeforeEach
  void init() {
    Ray.init(Backend.config(2).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  private record End(Throwable thrown, boolean interrupted) {}

  @ParameterizedTest
  @ValueSource(strings = {"get", "get in time", "get all", "wait"})
  void shouldThrowWhereAThreadWaitsAndLeaveTheTaskAlone(String how) throws Exception {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> ref = Ray.remote(Tasks::addBehindAGate, gate.toString());
    Consumer<ObjectRef<Integer>> call =
        waiting -> {
          switch (how) {
            case "get" -> waiting.get();
            case "get in time" -> waiting.get(Duration.ofMinutes(1));
            case "get all" -> Ray.get(List.of(waiting, waiting));
            default -> Ray.wait(List.of(waiting), 1, Duration.ofMinutes(1));
          }
        };
    CompletableFuture<End> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              Throwable thrown = catchThrowable(() -> call.accept(ref));
              end.complete(new End(thrown, Thread.currentThread().isInterrupted()));
            });
    thread.start();
    await().until(() -> isInTheRuntime(thread));
    thread.interrupt();
    assertThat(end.get(10, TimeUnit.SECONDS).thrown).isInstanceOf(RayInterruptedException.class);
    assertThat(end.get().interrupted).as("the flag").isTrue();
    Files.createFile(gate);
    assertThat(ref.get()).isEqualTo(3);
  }

  /** How it waits there, parked or not, is up to the runtime. */
  private static boolean isInTheRuntime(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith("io.ray4j.internal."));
  }

  /** An interrupt closes a channel that a thread is just using: none of ours may be among them. */
  @Test
  void shouldServeAThreadWhoseFlagIsSet() {
    double[] values = new double[300_000];
    values[7] = 7;
    Thread.currentThread().interrupt();
    try {
      for (int round = 0; round < 20; round++) {
        ObjectRef<double[]> put = Ray.put(values);
        assertThat(put.get()[7]).isEqualTo(7);
        assertThat(put.as(DoubleBuffer.class).get().get(7)).isEqualTo(7);
        ObjectRef<Double> sum = Ray.remote(InterruptTest::sum, values);
        CompletableFuture<Double> future = sum.toCompletableFuture();
        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(future.join()).isEqualTo(7);
        Thread.currentThread().interrupt();
      }
    } finally {
      Thread.interrupted();
    }
  }

  @Remote
  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Interrupts itself all the time, and uses all that a task can use. */
  @Remote
  static double[] restless(double[] values) {
    Thread.currentThread().interrupt();
    ObjectRef<double[]> put = Ray.put(values);
    ObjectRef<Double> sum = Ray.remote(InterruptTest::sum, values);
    Throwable thrown = catchThrowable(sum::get);
    boolean served = thrown == null || thrown instanceof RayInterruptedException;
    if (!served || !Thread.interrupted()) {
      throw new IllegalStateException("the flag is lost, or more than that", thrown);
    }
    double[] copy = put.get();
    copy[0] = sum.get();
    Thread.currentThread().interrupt();
    return copy;
  }

  @Test
  void shouldServeATaskThatInterruptsItself() {
    double[] values = new double[300_000];
    values[7] = 7;
    long pid = Ray.remote(Tasks::pid).get();
    for (int round = 0; round < 10; round++) {
      assertThat(Ray.remote(InterruptTest::restless, values).get()[0]).isEqualTo(7);
    }
    assertThat(ProcessHandle.of(pid)).isPresent();
  }
}
