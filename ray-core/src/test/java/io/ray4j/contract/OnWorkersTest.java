package io.ray4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayInterruptedException;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTaskException;
import io.ray4j.Remote;
import io.ray4j.RemoteFunction2;
import io.ray4j.TaskOptions;
import io.ray4j.WaitResult;
import io.ray4j.testing.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the contract says of the calls that {@link CallFormsTest} compiles, sentence by sentence.
 */
@Timeout(60)
@ParameterizedClass
@MethodSource("io.ray4j.testing.Backend#addresses")
class OnWorkersTest {
  @Parameter String address;

  @BeforeEach
  void init() {
    Ray.init(Backend.config(address, 2).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  /** {@code Ray.state} has a test of its own. */
  @Test
  void shouldOfferTheWholeFacadeInsideATask() {
    assertThat(Ray.remote(Inside::useTheFacade).get())
        .containsExactly(
            "initialized=true",
            "get=1",
            "all=[1, 2, 1]",
            "wait=[]",
            "ready=true",
            "component=2",
            "view=2.0",
            "elements=[7, 8]",
            "future=2",
            "init=refused",
            "shutdown=refused");
  }

  @Test
  void shouldResolveARefWhateverOverloadTookIt() {
    ObjectRef<Integer> one = Ray.put(1);
    assertThat(Ray.remote(Inside::kindOf, (Object) one).get()).isEqualTo("Integer");
    assertThat(Ray.remote((Object value) -> Inside.kindOf(value), (Object) one).get())
        .isEqualTo("Integer");
    assertThat(Ray.remote((ObjectRef<Integer> ref) -> ref.get() + 1, one).get()).isEqualTo(2);
    assertThat(Ray.remote(Functions::isNull, Ray.<String>put(null)).get()).isTrue();
  }

  @Test
  void shouldLetRefsTravelInsideValuesResultsAndLambdas() {
    ObjectRef<Integer> one = Ray.put(1);
    RemoteFunction2<Integer, Integer, Integer> add = Ray.function(Functions::add);
    assertThat(Ray.remote(Inside::addInside, new Inside.Holder(one, 2)).get()).isEqualTo(3);
    assertThat(Ray.remote(Inside::makeHolder).get().ref().get()).isEqualTo(3);
    assertThat(Ray.remote(Inside::makeRef).get().get()).isEqualTo(2);
    assertThat(Ray.remote(() -> one.get() + add.remote(one, 4).get()).get()).isEqualTo(6);
    ObjectRef<Integer> back = Ray.put(List.of(one)).get().get(0);
    assertThat(back.get()).isEqualTo(1);
    assertThat(Set.<ObjectRef<?>>of(one)).contains(back);
  }

  @Test
  void shouldCopyArgumentsAtTheCallAndResultsAtEachGet() {
    ArrayList<Integer> argument = new ArrayList<>(List.of(1, 2));
    ObjectRef<List<Integer>> shard = Ray.remote(Functions::shard, argument, 2);
    argument.clear();
    assertThat(shard.get()).containsExactly(1, 2);
    ObjectRef<int[]> array = Ray.put(new int[] {1});
    array.get()[0] = 9;
    assertThat(array.get()).containsExactly(1);
  }

  @Test
  void shouldCountAFailedTaskAsReadyAndKeepTheOrderOfTheRefs(@TempDir Path folder)
      throws IOException {
    Path gate = folder.resolve("gate");
    ObjectRef<Integer> slow = Ray.remote(Inside::oneBehindAGate, gate.toString());
    ObjectRef<Integer> one = Ray.put(1);
    ObjectRef<Integer> failed = Ray.remote(Inside::failsUnderAName);
    WaitResult<ObjectRef<Integer>> result =
        Ray.wait(List.of(failed, slow, one), 2, Duration.ofSeconds(30));
    assertThat(result.ready()).containsExactly(failed, one);
    assertThat(result.pending()).containsExactly(slow);
    assertThatThrownBy(() -> Ray.get(List.of(slow, failed))) // does not wait for the other
        .isInstanceOf(RayTaskException.class);
    assertThat(slow.isReady()).isFalse();
    Files.createFile(gate);
    assertThat(slow.get()).isOne();
  }

  @Remote
  private static int sleep(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
    return millis;
  }

  @Test
  void shouldNameAFailingFunctionAsItsOptionsOrItsAnnotationDo() {
    assertThatThrownBy(() -> Ray.remote(Inside::failsUnderAName).get())
        .isInstanceOf(RayTaskException.class)
        .hasMessageContaining("the name of the annotation")
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("for good reason");
    TaskOptions options = TaskOptions.builder().name("the name of the call").build();
    assertThatThrownBy(() -> Ray.function(Inside::failsUnderAName).options(options).remote().get())
        .hasMessageContaining("the name of the call");
  }

  @Test
  void shouldRestoreTheFlagOfAnInterruptedThreadAndLetTheTaskGoOn() {
    ObjectRef<Integer> slow = Ray.remote(OnWorkersTest::sleep, 500);
    Thread.currentThread().interrupt();
    assertThatThrownBy(slow::get).isInstanceOf(RayInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Ray.wait(List.of(slow), 1, Duration.ofSeconds(30)))
        .isInstanceOf(RayInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(slow.get()).isEqualTo(500);
  }

  @Test
  void shouldNameThePathToWhatCannotTravel() {
    String path = "Order.customer.socket";
    assertThatThrownBy(() -> Ray.put(new Inside.Order()))
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining(path);
    assertThatThrownBy(() -> Ray.remote(Inside::kindOf, new Inside.Order()))
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining(path);
    assertThatThrownBy(() -> Ray.remote(Inside::makeOrder).get())
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining(path);
  }

  @Test
  void shouldRefuseReferencesToWhatIsNoStaticMethod() {
    Inside inside = new Inside();
    assertThatThrownBy(() -> Ray.remote(inside::instance))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("instance method");
    assertThatThrownBy(() -> Ray.remote(Object::new))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constructor");
  }

  @Test
  void shouldRefuseAComponentThatTheValueDoesNotHave() {
    ObjectRef<Inside.Holder> holder = Ray.put(new Inside.Holder(Ray.put(1), 2));
    assertThatThrownBy(() -> asParts(holder).component(Functions.Parts::low).get())
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining("component low")
        .hasMessageContaining("Holder");
    assertThatThrownBy(() -> asParts(Ray.put("text")).component(Functions.Parts::low).get())
        .isInstanceOf(RaySerializationException.class)
        .hasMessageContaining("java.lang.String");
  }

  @SuppressWarnings("unchecked") // the lie under test
  private static ObjectRef<Functions.Parts> asParts(ObjectRef<?> ref) {
    return (ObjectRef<Functions.Parts>) ref;
  }

  @Test
  void shouldRefuseANegativeTimeout() {
    ObjectRef<Integer> one = Ray.put(1);
    assertThatThrownBy(() -> one.get(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> Ray.get(one, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
  }
}
