package io.ray4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.Function1;
import io.ray4j.InlineRuntime;
import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayTaskException;
import io.ray4j.Remote;
import io.ray4j.RemoteFunction0;
import io.ray4j.RemoteFunction1;
import io.ray4j.RemoteFunction2;
import io.ray4j.RemoteFunction3;
import io.ray4j.RemoteFunction6;
import io.ray4j.TaskOptions;
import io.ray4j.WaitResult;
import io.ray4j.spi.RuntimeBinding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.DoubleBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every call form of the contract, as a user in another package writes it. That this compiles, with
 * the types declared on the left, is half of the test.
 */
class CallFormsTest {
  private InlineRuntime runtime;

  @BeforeEach
  void bind() {
    runtime = InlineRuntime.bound();
    Functions.PRINTED.clear();
  }

  @AfterEach
  void unbind() {
    RuntimeBinding.unbind(runtime);
  }

  @Remote
  private static int privately(int value) {
    return -value;
  }

  @Test
  void shouldResolveExactReferencesOfEveryArity() {
    ObjectRef<Long> zero = Ray.remote(Functions::answer);
    ObjectRef<Integer> two = Ray.remote(Functions::add, 1, 2);
    ObjectRef<String> three = Ray.remote(Functions::join, "a", 1, 2.5);
    ObjectRef<String> four = Ray.remote(Functions::join4, "a", 1, 2L, 'd');
    ObjectRef<String> five = Ray.remote(Functions::join5, "a", 1, 2L, 'd', true);
    ObjectRef<String> six = Ray.remote(Functions::join6, "a", 1, 2L, 'd', true, List.of(1));
    assertThat(Ray.<Object>get(List.of(zero, two, three, four, five, six)))
        .containsExactly(42L, 3, "a12.5", "a12d", "a12dtrue", "a12dtrue[1]");
    assertThat(runtime.calls)
        .extracting(InlineRuntime.Call::family)
        .containsExactly(
            "Function0", "Function2", "Function3", "Function4", "Function5", "Function6");
    assertThat(runtime.calls).allMatch(call -> call.options() == null);
  }

  @Test
  void shouldTakeValuesAndRefsInEveryMixOfTwo() {
    ObjectRef<Integer> one = Ray.put(1);
    ObjectRef<Integer> two = Ray.put(2);
    ObjectRef<Integer> vv = Ray.remote(Functions::add, 1, 2);
    ObjectRef<Integer> vr = Ray.remote(Functions::add, 1, two);
    ObjectRef<Integer> rv = Ray.remote(Functions::add, one, 2);
    ObjectRef<Integer> rr = Ray.remote(Functions::add, one, two);
    assertThat(Ray.get(List.of(vv, vr, rv, rr))).containsOnly(3);
    assertThat(runtime.calls)
        .extracting(InlineRuntime.Call::arguments)
        .containsExactly(List.of(1, 2), List.of(1, two), List.of(one, 2), List.of(one, two));
  }

  @Test
  void shouldTakeValuesAndRefsInEveryMixOfThree() {
    ObjectRef<String> a = Ray.put("a");
    ObjectRef<Integer> b = Ray.put(1);
    ObjectRef<Double> c = Ray.put(2.5);
    ObjectRef<String> vvv = Ray.remote(Functions::join, "a", 1, 2.5);
    ObjectRef<String> rvv = Ray.remote(Functions::join, a, 1, 2.5);
    ObjectRef<String> vrv = Ray.remote(Functions::join, "a", b, 2.5);
    ObjectRef<String> rrv = Ray.remote(Functions::join, a, b, 2.5);
    ObjectRef<String> vvr = Ray.remote(Functions::join, "a", 1, c);
    ObjectRef<String> rvr = Ray.remote(Functions::join, a, 1, c);
    ObjectRef<String> vrr = Ray.remote(Functions::join, "a", b, c);
    ObjectRef<String> rrr = Ray.remote(Functions::join, a, b, c);
    assertThat(Ray.get(List.of(vvv, rvv, vrv, rrv, vvr, rvr, vrr, rrr))).containsOnly("a12.5");
    assertThat(runtime.calls.get(5).arguments()).isEqualTo(List.of(a, 1, c));
  }

  @Test
  void shouldTakeMixesUpToSix() {
    ObjectRef<String> a = Ray.put("a");
    ObjectRef<Long> c = Ray.put(2L);
    ObjectRef<List<Integer>> f = Ray.put(List.of(1));
    ObjectRef<String> four = Ray.remote(Functions::join4, a, 1, c, 'd');
    ObjectRef<String> five = Ray.remote(Functions::join5, "a", 1, c, 'd', Ray.put(true));
    ObjectRef<String> six = Ray.remote(Functions::join6, a, 1, c, 'd', true, f);
    ObjectRef<String> allRefs =
        Ray.remote(Functions::join6, a, Ray.put(1), c, Ray.put('d'), Ray.put(true), f);
    assertThat(Ray.get(List.of(four, five, six, allRefs)))
        .containsExactly("a12d", "a12dtrue", "a12dtrue[1]", "a12dtrue[1]");
  }

  @Test
  void shouldNestCalls() {
    int sum =
        Ray.get(
            Ray.remote(
                Functions::add,
                Ray.remote(Functions::add, 1, Ray.remote(Functions::add, 2, 3)),
                Ray.remote(Functions::add, 4, 5)));
    assertThat(sum).isEqualTo(15);
    List<ObjectRef<Integer>> sums =
        IntStream.range(0, 3).mapToObj(i -> Ray.remote(Functions::add, i, 1)).toList();
    assertThat(sums.stream().map(Ray::get).mapToInt(Integer::intValue).sum()).isEqualTo(6);
    assertThat(sums.stream().reduce((a, b) -> Ray.remote(Functions::add, a, b)).map(Ray::get))
        .contains(6);
  }

  @Test
  void shouldResolveVoidReferencesToProcedures() {
    ObjectRef<String> a = Ray.put("a");
    ObjectRef<Void> zero = Ray.remote(Functions::print0);
    ObjectRef<Void> one = Ray.remote(Functions::print, "a");
    ObjectRef<Void> ref = Ray.remote(Functions::print, a);
    ObjectRef<Void> two = Ray.remote(Functions::print2, a, 1);
    ObjectRef<Void> three = Ray.remote(Functions::print3, "a", Ray.put(1), 2L);
    ObjectRef<Void> six = Ray.remote(Functions::print6, a, 1, Ray.put(2L), 'd', Ray.put(true), 2.5);
    assertThat(Ray.get(List.of(zero, one, ref, two, three, six))).containsOnlyNulls();
    assertThat(Functions.PRINTED).containsExactly("", "a", "a", "a1", "a12", "a12dtrue2.5");
    assertThat(runtime.calls)
        .extracting(InlineRuntime.Call::family)
        .containsExactly(
            "Procedure0", "Procedure1", "Procedure1", "Procedure2", "Procedure3", "Procedure6");
  }

  @Test
  void shouldResolvePrivateFunctions() {
    ObjectRef<Integer> value = Ray.remote(CallFormsTest::privately, 1);
    assertThat(value.get()).isEqualTo(-1);
  }

  @Test
  void shouldTakeSubtypesOfTheParameter() {
    ObjectRef<Functions.Square> square = Ray.put(new Functions.Square(3));
    ObjectRef<? extends Number> number = Ray.put(1);
    ObjectRef<Integer> value = Ray.remote(Functions::area, new Functions.Square(3));
    ObjectRef<Integer> ref = Ray.remote(Functions::area, square);
    ObjectRef<Double> fromValue = Ray.remote(Functions::asDouble, 1);
    ObjectRef<Double> fromRef = Ray.remote(Functions::asDouble, Ray.put(1L));
    ObjectRef<Double> fromWildcard = Ray.remote(Functions::asDouble, number);
    ObjectRef<Double> array = Ray.remote(Functions::mean, new double[] {1, 2});
    ObjectRef<Integer> objects = Ray.remote(Functions::length, new String[] {"a", "b"});
    ObjectRef<String> empty = Ray.remote(Functions::optional, Optional.empty());
    ObjectRef<Integer> diamond = Ray.remote(Functions::size, new HashMap<>());
    assertThat(Ray.<Object>get(List.of(value, ref, fromValue, fromRef, fromWildcard, array)))
        .containsExactly(9, 9, 1.0, 1.0, 1.0, 1.5);
    assertThat(Ray.<Object>get(List.of(objects, empty, diamond))).containsExactly(2, "none", 0);
  }

  @Test
  void shouldTakeRefsAsValuesWhereTheParameterIsMadeOfThem() {
    ObjectRef<Integer> one = Ray.put(1);
    ObjectRef<Integer> list = Ray.remote(Functions::sumOfRefs, List.of(one, one));
    assertThat(list.get()).isEqualTo(2);
    RemoteFunction1<ObjectRef<Integer>, Integer> handle = Ray.function(Functions::keepsRef);
    assertThat(handle.options(TaskOptions.builder().build())).isNotNull();
  }

  @Test
  void shouldResolveTypedLambdasOfBothFamilies() {
    ObjectRef<String> a = Ray.put("a");
    ObjectRef<Integer> zero = Ray.remote(() -> 1);
    ObjectRef<Integer> one = Ray.remote((Integer x) -> x + 1, 1);
    ObjectRef<String> two = Ray.remote((String x, Integer y) -> x + y, a, 1);
    ObjectRef<String> block =
        Ray.remote(
            (String x) -> {
              if (x.isEmpty()) {
                throw new IOException("empty");
              }
              return x;
            },
            a);
    ObjectRef<Void> nothing = Ray.remote(() -> Functions.PRINTED.clear());
    ObjectRef<Void> call = Ray.remote((String x) -> Functions.print(x), a);
    ObjectRef<Void> blockOfTwo =
        Ray.remote(
            (String x, Integer y) -> {
              Functions.print(x + y);
            },
            a,
            1);
    assertThat(Ray.<Object>get(List.of(zero, one, two, block))).containsExactly(1, 2, "a1", "a");
    assertThat(Ray.get(List.of(nothing, call, blockOfTwo))).containsOnlyNulls();
    assertThat(Functions.PRINTED).containsExactly("a", "a1");
  }

  @Test
  void shouldLetLambdasCaptureValuesAndHandles() throws Exception {
    int captured = 41;
    RemoteFunction2<Integer, Integer, Integer> add = Ray.function(Functions::add);
    assertThat(Ray.get(Ray.remote(() -> captured + 1))).isEqualTo(42);
    assertThat(Ray.get(Ray.remote((Integer x) -> add.remote(x, captured).get(), 1))).isEqualTo(42);
    Serializable travelled = copy(runtime.calls.get(1).function());
    assertThat(runtime.<Integer>submit(travelled, null, new Object[] {2}).get()).isEqualTo(43);
    assertThat(runtime.calls).hasSize(5);
  }

  @Test
  void shouldNeedNoMoreThanTheWitnessesAndCastsOfTheContract() {
    ObjectRef<String> a = Ray.put("a");
    ObjectRef<String> generic = Ray.<String, String>remote(Functions::identity, a);
    ObjectRef<Object> valueAsObject = Ray.remote(Functions::echo, "a");
    ObjectRef<Object> refAsObject = Ray.remote(Functions::echo, (Object) a);
    ObjectRef<Object> refAndValue = Ray.remote(Functions::first, (Object) a, 1);
    ObjectRef<Integer> overloaded = Ray.remote((Function1<Integer, Integer>) Functions::twice, 1);
    ObjectRef<String> lambda = Ray.remote((String x) -> Functions.twice(x), a);
    ObjectRef<Boolean> nothing = Ray.remote(Functions::isNull, (String) null);
    assertThat(
            Ray.<Object>get(
                List.of(
                    generic, valueAsObject, refAsObject, refAndValue, overloaded, lambda, nothing)))
        .containsExactly("a", "a", "a", "a", 2, "aa", true);
    assertThat(runtime.last().arguments()).containsExactly((Object) null);
  }

  @Test
  void shouldCallHandlesOfBothFamilies() {
    ObjectRef<Integer> one = Ray.put(1);
    RemoteFunction2<Integer, Integer, Integer> add = Ray.function(Functions::add);
    ObjectRef<Integer> vv = add.remote(1, 2);
    ObjectRef<Integer> vr = add.remote(2, one);
    ObjectRef<Integer> rv = add.remote(one, 2);
    ObjectRef<Integer> rr = add.remote(one, one);
    assertThat(Ray.get(List.of(vv, vr, rv, rr))).containsExactly(3, 3, 3, 2);

    RemoteFunction0<Long> answer = Ray.function(Functions::answer);
    RemoteFunction3<String, Integer, Double, String> join = Ray.function(Functions::join);
    RemoteFunction1<Object, Object> echo = Ray.function(Functions::echo);
    ObjectRef<Object> refNeedsNoCast = echo.remote(one);
    assertThat(Ray.<Object>get(List.of(answer.remote(), join.remote("a", one, 2.5))))
        .containsExactly(42L, "a12.5");
    assertThat(refNeedsNoCast.get()).isEqualTo(1);

    RemoteFunction0<Void> print0 = Ray.function(Functions::print0);
    RemoteFunction1<String, Void> print = Ray.function(Functions::print);
    RemoteFunction6<String, Integer, Long, Character, Boolean, Double, Void> print6 =
        Ray.function(Functions::print6);
    ObjectRef<Void> done = print.remote("a");
    assertThat(Ray.get(List.of(done, print0.remote(), print6.remote("a", 1, 2L, 'd', true, 1.5))))
        .containsOnlyNulls();
    assertThat(Ray.function((Integer x) -> x + 1).remote(one).get()).isEqualTo(2);
  }

  @Test
  void shouldSendTheOptionsOfAHandleAndLeaveTheOldOneAlone() throws Exception {
    TaskOptions options =
        TaskOptions.builder().name("add").maxRetries(0).timeout(Duration.ofSeconds(2)).build();
    RemoteFunction2<Integer, Integer, Integer> plain = Ray.function(Functions::add);
    RemoteFunction2<Integer, Integer, Integer> add = plain.options(options);
    ObjectRef<Integer> five = add.remote(1, 4);
    assertThat(five.get()).isEqualTo(5);
    assertThat(runtime.last().options()).isSameAs(options);
    assertThat(plain.remote(1, 4).get()).isEqualTo(5);
    assertThat(runtime.last().options()).isNull();
    assertThat(copy(add).remote(2, 4).get()).isEqualTo(6);
    assertThat(runtime.last().options()).isEqualTo(options);
    assertThat(Ray.function(Functions::add).options(options).remote(1, 2).get()).isEqualTo(3);
    assertThatThrownBy(() -> add.options(null)).hasMessage("options must not be null");
  }

  @Test
  void shouldTypeComponentsAndElements() {
    ObjectRef<Functions.Parts> parts = Ray.remote(Functions::partition, new double[] {1, 2});
    ObjectRef<double[]> low = parts.component(Functions.Parts::low);
    ObjectRef<Integer> pivot = parts.component(Functions.Parts::pivot);
    ObjectRef<DoubleBuffer> view = low.as(DoubleBuffer.class);
    ObjectRef<Double> mean = Ray.remote(Functions::mean, parts.component(Functions.Parts::high));
    List<ObjectRef<Integer>> shards =
        Ray.elements(Ray.remote(Functions::shard, List.of(7, 8), 2), 2);
    ObjectRef<ArrayList<String>> strings = Ray.put(new ArrayList<>(List.of("a")));
    List<ObjectRef<String>> ofSubtype = Ray.elements(strings, 1);
    assertThat(low.get()).containsExactly(1, 2);
    assertThat(pivot.get()).isEqualTo(2);
    assertThat(mean.get()).isEqualTo(9);
    assertThat(view).isNotNull();
    assertThat(Ray.get(shards)).containsExactly(7, 8);
    assertThat(Ray.get(ofSubtype)).containsExactly("a");
  }

  @Test
  void shouldTypeGetOfCollections() {
    ObjectRef<Integer> one = Ray.put(1);
    ObjectRef<Double> half = Ray.put(0.5);
    ObjectRef<?> any = one;
    List<ObjectRef<Integer>> same = new ArrayList<>(List.of(one));
    List<Integer> integers = Ray.get(same);
    List<Integer> inTime = Ray.get(same, Duration.ofSeconds(1));
    List<Integer> ofSet = Ray.get(new HashSet<>(same));
    List<Number> numbers = Ray.get(List.of(one, half));
    List<Object> objects = Ray.get(List.of(one, half, Ray.put("a")));
    List<? extends Number> inferred = Ray.get(List.of(one, half));
    Object unknown = Ray.get(any);
    int unboxed = Ray.get(one, Duration.ZERO);
    String nothing = Ray.get(Ray.<String>put(null));
    assertThat(integers).isEqualTo(inTime).isEqualTo(ofSet).containsExactly(1);
    assertThat(numbers).isEqualTo(inferred).containsExactly(1, 0.5);
    assertThat(objects).containsExactly(1, 0.5, "a");
    assertThat(unknown).isEqualTo(unboxed);
    assertThat(nothing).isNull();
    assertThat(Ray.get(new ArrayList<ObjectRef<String>>())).isEmpty();
  }

  @Test
  void shouldTypeWait() {
    ObjectRef<Integer> one = Ray.put(1);
    ObjectRef<String> a = Ray.put("a");
    WaitResult<ObjectRef<Integer>> same =
        Ray.wait(List.of(one, Ray.put(2)), 1, Duration.ofSeconds(1));
    WaitResult<ObjectRef<?>> mixed = Ray.wait(List.of(one, a), 2, Duration.ZERO);
    ObjectRef<Integer> ready = same.ready().get(0);
    assertThat(ready).isSameAs(one);
    assertThat(same.pending()).hasSize(1);
    assertThat(mixed.ready()).hasSize(2);
  }

  @Test
  void shouldLetFunctionsThrowCheckedExceptions() {
    assertThatThrownBy(() -> Ray.remote(Functions::fails, 1))
        .isInstanceOf(RayTaskException.class)
        .hasRootCauseInstanceOf(IOException.class);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Serializable> T copy(T value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
