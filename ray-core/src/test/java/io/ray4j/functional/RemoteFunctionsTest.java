package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RaySerializationException;
import io.ray4j.RayState;
import io.ray4j.RayTaskException;
import io.ray4j.RayTimeoutException;
import io.ray4j.TaskOptions;
import io.ray4j.WaitResult;
import io.ray4j.testing.Backend;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same assertions hold for forked workers and for {@code "in-process"} mode. */
@Timeout(120)
abstract class RemoteFunctionsTest {
  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldTakeValuesAndRefsInAnyMix() {
    ObjectRef<Integer> three = Ray.remote(Tasks::add, 1, Ray.put(2));
    ObjectRef<Integer> seven = Ray.remote(Tasks::add, three, 4);
    assertThat(Ray.get(List.of(three, seven, Ray.remote(Tasks::add, three, seven))))
        .containsExactly(3, 7, 10);
  }

  @Test
  void shouldIsolateAPutValueFromLaterChanges() {
    int[] small = {1, 2, 3};
    long[] large = new long[100_000];
    ObjectRef<int[]> smallRef = Ray.put(small);
    ObjectRef<long[]> largeRef = Ray.put(large);
    small[0] = 99;
    large[0] = 99;
    assertThat(smallRef.get()).containsExactly(1, 2, 3);
    assertThat(largeRef.get()[0]).isZero();
  }

  @Test
  void shouldReadALargeArrayThroughAReadOnlyView() {
    ObjectRef<double[]> values = Ray.remote(Tasks::generate, 50_000);
    DoubleBuffer view = values.as(DoubleBuffer.class).get();
    assertThat(view.isReadOnly()).isTrue();
    assertThat(view.get(49_999)).isEqualTo(49_999);
    double expected = 49_999.0 * 50_000 / 2;
    assertThat(Ray.remote(Tasks::sum, values.as(DoubleBuffer.class)).get()).isEqualTo(expected);
    assertThatThrownBy(() -> Ray.get(Ray.put("text").as(DoubleBuffer.class)))
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining("DoubleBuffer");
  }

  @Test
  void shouldReturnSeveralObjects() {
    ObjectRef<Tasks.Parts> parts = Ray.remote(Tasks::partition, new double[] {1, 2, 3}, 1);
    assertThat(parts.component(Tasks.Parts::low).get()).containsExactly(1);
    assertThat(parts.component(Tasks.Parts::high).get()).containsExactly(2, 3);
    assertThat(Ray.remote(Tasks::add, parts.component(Tasks.Parts::pivot), 1).get()).isEqualTo(2);
    assertThat(parts.get().pivot()).isEqualTo(1);

    ObjectRef<List<Integer>> list =
        Ray.function(Tasks::numbers).options(TaskOptions.builder().numReturns(3).build()).remote(3);
    assertThat(Ray.get(Ray.elements(list, 3))).containsExactly(0, 1, 2);
    assertThat(Ray.get(Ray.elements(Ray.remote(Tasks::numbers, 4), 4))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shouldFailEveryReturnWhenTheResultHasAnotherSize() {
    ObjectRef<List<Integer>> list =
        Ray.function(Tasks::numbers).options(TaskOptions.builder().numReturns(5).build()).remote(3);
    assertThatThrownBy(() -> Ray.elements(list, 5).get(0).get())
        .isInstanceOf(RayTaskException.class)
        .hasMessageContaining("numReturns=5");
  }

  @Test
  void shouldRunLambdasWithCapturesAndProcedures() {
    int captured = 40;
    assertThat(Ray.remote((Integer x) -> x + captured, 2).get()).isEqualTo(42);
    ObjectRef<Void> nothing = Ray.remote(Tasks::say, "said by a procedure");
    assertThat(nothing.get()).isNull();
  }

  @Test
  void shouldKeepRefsInsideContainersAndForRefParameters() {
    List<ObjectRef<Integer>> refs = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      refs.add(Ray.remote(Tasks::add, index, 0));
    }
    assertThat(Ray.remote(Tasks::total, refs).get()).isEqualTo(45);
    assertThat(Ray.remote(Tasks::takesRef, Ray.put(1)).get()).isEqualTo(2);
  }

  @Test
  void shouldGiveTheSlotBackWhileATaskWaits() {
    assertThat(Ray.remote(Tasks::fib, 20).get()).isEqualTo(6765);
  }

  @Test
  void shouldRunALongChainAndALargeFanIn() {
    int many = Backend.many(10_000);
    ObjectRef<Integer> end = Ray.put(0);
    for (int link = 0; link < many; link++) {
      end = Ray.remote(Tasks::add, end, 1);
    }
    assertThat(end.get()).isEqualTo(many);
    List<ObjectRef<Integer>> refs = new ArrayList<>();
    for (int index = 0; index < many; index++) {
      refs.add(Ray.remote(Tasks::add, index, 0));
    }
    assertThat(Ray.remote(Tasks::total, refs).get()).isEqualTo(many * (many - 1) / 2);
  }

  @Test
  void shouldFailDependantsWithTheOriginalException() {
    ObjectRef<Integer> failed = Ray.remote(Tasks::fails, "no apples");
    ObjectRef<Integer> dependant = Ray.remote(Tasks::add, Ray.remote(Tasks::add, failed, 1), 1);
    assertThatThrownBy(dependant::get)
        .isInstanceOfSatisfying(
            RayTaskException.class,
            e -> {
              assertThat(e.functionName()).isEqualTo("Tasks.fails");
              assertThat(e.getCause())
                  .isInstanceOfSatisfying(
                      Tasks.OutOfStockException.class,
                      cause -> assertThat(cause.left).isEqualTo(7));
              assertThat(e.getCause().getStackTrace()[0].getMethodName()).isEqualTo("fails");
            });
  }

  @Test
  void shouldFailALongChainWithoutRecursion() {
    ObjectRef<Integer> end = Ray.remote(Tasks::fails, "at once");
    for (int link = 0; link < Backend.many(20_000); link++) {
      end = Ray.remote(Tasks::add, end, 1);
    }
    assertThatThrownBy(end::get).isInstanceOf(RayTaskException.class);
  }

  @Test
  void shouldNameWhatCannotTravel() {
    assertThatThrownBy(() -> Ray.put(new Object[] {Thread.currentThread()}))
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining("Thread");
    assertThatThrownBy(() -> Ray.remote(Tasks::unserializable).get())
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining("Tasks.unserializable");
    assertThat(Ray.remote(Tasks::add, 1, 1).get()).isEqualTo(2);
  }

  @Test
  void shouldNotPassOnTheContextClassLoaderThatATaskHasSet() {
    for (int round = 0; round < 4; round++) {
      Ray.remote(Tasks::loseContextClassLoader).get();
      assertThat(Ray.remote(Tasks::contextClassLoader).get()).isNotEqualTo("null");
    }
  }

  @Test
  void shouldTellWhatAStaticInitializerThrew() {
    assertThatThrownBy(() -> Ray.remote(Tasks.Broken::never).get())
        .isInstanceOf(RayTaskException.class)
        .hasStackTraceContaining("no configuration");
  }

  @Test
  void shouldWaitForSomeAndGiveUpInTime(@TempDir Path folder) throws IOException {
    ObjectRef<Integer> quick = Ray.remote(Tasks::add, 1, 1);
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> slow = Ray.remote(Tasks::addBehindAGate, gate.toString());
    WaitResult<ObjectRef<Integer>> result =
        Ray.wait(List.of(slow, quick), 1, Duration.ofSeconds(30));
    assertThat(result.ready()).containsExactly(quick);
    assertThat(result.pending()).containsExactly(slow);
    assertThat(slow.isReady()).isFalse();
    assertThat(quick.isReady()).isTrue();
    assertThatThrownBy(() -> slow.get(Duration.ofMillis(10)))
        .isInstanceOf(RayTimeoutException.class);
    Files.createFile(gate);
    assertThat(slow.get()).isEqualTo(3);
  }

  @Test
  void shouldTellATaskTheStateOfItsSession() {
    ObjectRef<Integer> one = Ray.put(1);
    RayState seen = Ray.remote(Tasks::state).get();
    RayState own = Ray.state();
    assertThat(seen.sessionName()).isEqualTo(own.sessionName());
    assertThat(seen.sessionDirectory()).isEqualTo(own.sessionDirectory());
    assertThat(seen.capacityBytes()).isEqualTo(own.capacityBytes());
    assertThat(seen.tasks())
        .anySatisfy(
            task -> {
              assertThat(task.function()).isEqualTo("Tasks.state");
              assertThat(task.state()).isEqualTo("LEASED");
            });
    assertThat(seen.workers()).anyMatch(worker -> worker.runningTasks().contains("Tasks.state"));
    assertThat(seen.objects()).extracting(RayState.StoredObject::id).contains(one.id());
    assertThatThrownBy(() -> seen.tasks().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldNotLetShortTasksWaitBehindALongOne(@TempDir Path folder) throws IOException {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> slow = Ray.remote(Tasks::addBehindAGate, gate.toString());
    List<ObjectRef<Integer>> quick = new ArrayList<>();
    for (int index = 0; index < 1_000; index++) {
      quick.add(Ray.remote(Tasks::add, index, 0));
    }
    assertThat(Ray.get(quick)).hasSize(1_000);
    assertThat(slow.isReady()).isFalse();
    Files.createFile(gate);
    assertThat(slow.get()).isEqualTo(3);
  }

  @Test
  void shouldCompleteAFuture() throws Exception {
    assertThat(
            Ray.remote(Tasks::add, 1, 2)
                .toCompletableFuture()
                .thenApply(sum -> sum * 2)
                .get(30, TimeUnit.SECONDS))
        .isEqualTo(6);
    assertThat(Ray.remote(Tasks::fails, "x").toCompletableFuture())
        .failsWithin(Duration.ofSeconds(30));
  }

  @Test
  void shouldRefuseBadCalls() {
    assertThatThrownBy(() -> Ray.remote(Tasks::notRemote, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tasks.notRemote is not a remote function: it lacks @Remote");
    assertThatThrownBy(() -> Ray.remote(String::trim, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("instance method");
    assertThatThrownBy(() -> Ray.remote(Tasks.Parts::new, new double[0], new double[0], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constructor");
    assertThatThrownBy(() -> Ray.remote(Tasks::add, (Integer) null, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be null");
    assertThatThrownBy(
            () ->
                Ray.function(Tasks::add)
                    .options(TaskOptions.builder().numReturns(2).build())
                    .remote(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("numReturns=2");
    assertThatThrownBy(() -> Ray.put(1).component(x -> x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("accessor");
  }

  @Test
  void shouldRefuseMoreProcessorsThanThereAreWorkers() {
    TaskOptions many = TaskOptions.builder().numCpus(99).build();
    assertThatThrownBy(() -> Ray.function(Tasks::add).options(many).remote(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workers=2");
  }
}
