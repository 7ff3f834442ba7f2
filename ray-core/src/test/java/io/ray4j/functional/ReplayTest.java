package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectFreedException;
import io.ray4j.ObjectLostException;
import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTaskException;
import io.ray4j.functional.ReplayTasks.Call;
import io.ray4j.functional.ReplayTasks.Halves;
import io.ray4j.functional.ReplayTasks.Order;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same assertions hold for forked workers and for {@code "in-process"} mode. */
@Timeout(120)
abstract class ReplayTest {
  private static final int LARGE = 300_000; // 2.4 MB

  @TempDir private Path folder;

  abstract RayConfig.Builder config();

  @BeforeEach
  void init() {
    ReplayTasks.mend(false);
    initAgain();
  }

  private void initAgain() {
    Ray.init(config().keepFailedTasks(folder.resolve("kept")).build());
  }

  @AfterEach
  void shutdown() {
    ReplayTasks.mend(false);
    Ray.shutdown();
  }

  private List<Path> keptTasks() throws IOException {
    Path kept = folder.resolve("kept");
    if (!Files.exists(kept)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(kept)) {
      return files.filter(file -> file.toString().endsWith(".raytask")).toList();
    }
  }

  /** The file of the only task that fails, once it has been written. */
  Path keptTask() {
    return await().until(this::keptTasks, files -> files.size() == 1).get(0);
  }

  /** Fails, and then is mended in this process. */
  Path fail(ObjectRef<?> ref) {
    assertThatThrownBy(ref::get)
        .isInstanceOf(RayTaskException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class);
    Path file = keptTask();
    ReplayTasks.mend(true);
    return file;
  }

  static double[] numbers(int length) {
    double[] numbers = new double[length];
    Arrays.setAll(numbers, index -> index);
    return numbers;
  }

  private static List<Object> argumentsOf(Object call) {
    assertThat(call).isInstanceOf(Call.class);
    return ((Call) call).arguments();
  }

  @Test
  void shouldRunTheTaskInTheCallersThreadWithTheSameArgumentsAndWithoutASession() {
    Order order = new Order("Ada", new int[] {1, 2}, numbers(10_000));
    Path file =
        fail(Ray.remote(ReplayTasks::values, 7, "seven", List.of("a", "b"), numbers(LARGE), order));
    Ray.shutdown();
    Call call = (Call) Ray.replay(file);
    assertThat(call.thread()).isSameAs(Thread.currentThread());
    assertThat(call.arguments()).hasSize(5).startsWith(7, "seven", List.of("a", "b"));
    assertThat((double[]) call.arguments().get(3)).isEqualTo(numbers(LARGE));
    assertThat((Order) call.arguments().get(4)).usingRecursiveComparison().isEqualTo(order);
    assertThat(Ray.isInitialized()).isFalse();
  }

  @Test
  void shouldThrowWhatTheFunctionThrowsAsGetWould() {
    ObjectRef<Call> ref =
        Ray.remote(ReplayTasks::values, 7, "", List.of(), new double[0], new Order("", null, null));
    RayTaskException first = catchThrowableOfType(RayTaskException.class, ref::get);
    Path file = keptTask();
    RayTaskException again = catchThrowableOfType(RayTaskException.class, () -> Ray.replay(file));
    assertThat(again)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ReplayTasks.values failed in task=" + first.taskId() + " on replay")
        .hasMessageEndingWith("broken with 5 arguments");
    assertThat(again.taskId()).isEqualTo(first.taskId());
    assertThat(again.getCause().getStackTrace())
        .extracting(StackTraceElement::getMethodName)
        .contains("shouldThrowWhatTheFunctionThrowsAsGetWould");
  }

  @Test
  void shouldGiveArgumentsThatWereRefsByValue() {
    ObjectRef<double[]> large = Ray.remote(Tasks::generate, LARGE);
    ObjectRef<String> text = Ray.put("text");
    ObjectRef<Integer> seven = Ray.remote(Tasks::add, 3, 4);
    ObjectRef<Order> order = Ray.put(new Order("Bob", new int[0], numbers(LARGE)));
    Path file = fail(Ray.remote(ReplayTasks::values, seven, text, List.of(), large, order));
    Ray.shutdown();
    List<Object> arguments = argumentsOf(Ray.replay(file));
    assertThat(arguments).startsWith(7, "text", List.of());
    assertThat((double[]) arguments.get(3)).isEqualTo(numbers(LARGE));
    assertThat(((Order) arguments.get(4)).prices()).isEqualTo(numbers(LARGE));
  }

  @Test
  void shouldPutBackWhatRefsInsideTheArgumentsLeadTo() {
    Path file = fail(Ray.remote(ReplayTasks::follow, refs()));
    Ray.shutdown();
    assertThatThrownBy(() -> Ray.replay(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has refs inside its arguments: call Ray.init()");
    initAgain();
    assertFollowed(argumentsOf(Ray.replay(file)));
    System.gc(); // the refs of the first replay are garbage, and their objects go
    assertFollowed(argumentsOf(Ray.replay(file)));
  }

  @Test
  void shouldFindTheObjectsThatTheSessionStillHas() {
    List<ObjectRef<?>> refs = refs();
    Path file = fail(Ray.remote(ReplayTasks::follow, refs));
    assertFollowed(argumentsOf(Ray.replay(file)));
    System.gc();
    assertFollowed(argumentsOf(Ray.replay(file)));
    assertThat(refs.get(0).get()).isEqualTo("inline"); // nothing has let go of it
  }

  /** Of every kind that a ref may lead to; all but the list's are garbage when this returns. */
  private static List<ObjectRef<?>> refs() {
    ObjectRef<Halves> small = Ray.remote(ReplayTasks::halves, 3);
    ObjectRef<Halves> large = Ray.remote(ReplayTasks::halves, LARGE);
    ObjectRef<double[]> behind = Ray.put(numbers(LARGE));
    List<ObjectRef<?>> refs =
        List.of(
            Ray.put("inline"),
            Ray.put(numbers(LARGE)),
            Ray.remote(Tasks::add, 1, 2),
            Ray.put(behind),
            small,
            large.component(Halves::high),
            behind.as(DoubleBuffer.class));
    Ray.wait(refs, refs.size(), Duration.ofSeconds(30));
    return refs;
  }

  private static void assertFollowed(List<Object> found) {
    assertThat(found).hasSize(7);
    assertThat(found.get(0)).isEqualTo("inline");
    assertThat((double[]) found.get(1)).isEqualTo(numbers(LARGE));
    assertThat(found.get(2)).isEqualTo(3);
    assertThat((double[]) found.get(3)).isEqualTo(numbers(LARGE));
    assertThat(((Halves) found.get(4)).high()).containsExactly(3, 4, 5);
    assertThat(((double[]) found.get(5))[LARGE - 1]).isEqualTo(2 * LARGE - 1);
    assertThat(found.get(6)).isEqualTo(DoubleBuffer.wrap(numbers(LARGE)));
  }

  @Test
  void shouldHaveARefAsAnArgumentPointAtItsObject() {
    ObjectRef<String> text = Ray.put("text");
    Path file = fail(Ray.remote(ReplayTasks::ref, text));
    Ray.shutdown();
    initAgain();
    List<Object> arguments = argumentsOf(Ray.replay(file));
    assertThat(((ObjectRef<?>) arguments.get(0)).id()).isEqualTo(text.id());
    assertThat(arguments.get(1)).isEqualTo("text");
  }

  @Test
  @SuppressWarnings("unchecked")
  void shouldLetGoOfWhatItPutBackOnceNoRefNeedsIt() {
    ObjectRef<String> text = Ray.put("text");
    Path file = fail(Ray.remote(ReplayTasks::passOn, List.of(text)));
    String id = text.id().toString();
    Ray.shutdown();
    initAgain();
    ObjectRef<String> passedOn = (ObjectRef<String>) Ray.replay(file);
    System.gc();
    assertThat(passedOn.get()).isEqualTo("text");
    passedOn = null;
    await()
        .until(
            () -> {
              System.gc();
              return Ray.state().objects().stream()
                  .noneMatch(object -> object.id().toString().equals(id));
            });
  }

  @Test
  void shouldSayWhichObjectsWereNotThere() {
    ObjectRef<String> freed = Ray.put("freed");
    freed.free();
    Path file = fail(Ray.remote(ReplayTasks::passOn, List.of(freed)));
    Ray.shutdown();
    initAgain();
    ObjectRef<?> ref = (ObjectRef<?>) Ray.replay(file);
    assertThatThrownBy(ref::get)
        .isInstanceOfAny(ObjectFreedException.class, ObjectLostException.class)
        .hasMessageContaining(ref.id().toString());
  }

  @Test
  void shouldGiveAResultOfSeveralObjectsAsOneValue() {
    ObjectRef<Halves> halves = Ray.remote(ReplayTasks::halves, LARGE);
    Path file = fail(Ray.remote(ReplayTasks::whole, halves));
    Ray.shutdown();
    List<Object> arguments = argumentsOf(Ray.replay(file));
    assertThat((double[]) arguments.get(0)).isEqualTo(numbers(LARGE));
    assertThat(((double[]) arguments.get(1))[0]).isEqualTo(LARGE);
  }

  @Test
  void shouldShowViewsOfTheFileItself() {
    ObjectRef<double[]> large = Ray.put(numbers(LARGE));
    ObjectRef<Halves> halves = Ray.put(new Halves(new double[5], numbers(LARGE)));
    Path file =
        fail(
            Ray.remote(
                ReplayTasks::view,
                large.as(DoubleBuffer.class),
                halves.component(Halves::high).as(DoubleBuffer.class)));
    Ray.shutdown();
    List<Object> arguments = argumentsOf(Ray.replay(file));
    System.gc(); // they keep what they show
    assertThat(arguments).hasSize(2);
    for (Object argument : arguments) {
      DoubleBuffer view = (DoubleBuffer) argument;
      assertThat(view).isEqualTo(DoubleBuffer.wrap(numbers(LARGE)));
      assertThat(view.isDirect()).isTrue();
      assertThatThrownBy(() -> view.put(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
    }
  }

  @Test
  void shouldCallALambdaWithWhatItCaptured() {
    int captured = 40;
    double[] large = numbers(LARGE);
    Path file =
        fail(Ray.remote((Integer number) -> ReplayTasks.called(number + captured, large), 2));
    assertThat(file.getFileName().toString()).startsWith("ReplayTest.lambda-");
    Ray.shutdown();
    List<Object> arguments = argumentsOf(Ray.replay(file));
    assertThat(arguments.get(0)).isEqualTo(42);
    assertThat((double[]) arguments.get(1)).isEqualTo(large);
  }

  @Test
  void shouldReturnAResultThatCannotTravelAsItIs() {
    ObjectRef<Thread> ref = Ray.remote(ReplayTasks::unserializable);
    assertThatThrownBy(ref::get).isInstanceOf(RaySerializationException.class);
    assertThat(Ray.replay(keptTask())).isSameAs(Thread.currentThread());
  }

  @Test
  void shouldLetTheFunctionUseTheSession() {
    Path file = fail(Ray.remote(ReplayTasks::nested, 6));
    assertThat(Ray.replay(file)).isEqualTo(7);
    Ray.shutdown();
    assertThatThrownBy(() -> Ray.replay(file))
        .isInstanceOf(RayTaskException.class)
        .hasRootCauseMessage("Ray is not initialized: call Ray.init() first");
  }

  @Test
  void shouldKeepTheTaskThatFailedAndNotThoseThatFailWithIt() throws IOException {
    ObjectRef<Integer> failed = Ray.remote(Tasks::fails, "first");
    List<ObjectRef<Integer>> dependants = new ArrayList<>();
    dependants.add(Ray.remote(Tasks::add, failed, 1));
    dependants.add(Ray.remote(Tasks::add, dependants.get(0), 1));
    ObjectRef<Integer> freed = Ray.put(1);
    freed.free();
    assertThatThrownBy(Ray.remote(Tasks::add, freed, 1)::get)
        .isInstanceOf(ObjectFreedException.class);
    assertThatThrownBy(dependants.get(1)::get).isInstanceOf(RayTaskException.class);
    assertThat(Ray.remote(Tasks::add, 1, 1).get()).isEqualTo(2);
    Ray.shutdown();
    assertThat(keptTasks())
        .singleElement()
        .asString()
        .contains("Tasks.fails-")
        .endsWith("-1.raytask");
  }
}
