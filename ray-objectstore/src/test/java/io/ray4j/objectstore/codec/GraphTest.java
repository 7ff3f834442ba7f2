package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.codec.Kinds.Custom;
import io.ray4j.objectstore.codec.Kinds.Derived;
import io.ray4j.objectstore.codec.Kinds.Echo;
import io.ray4j.objectstore.codec.Kinds.External;
import io.ray4j.objectstore.codec.Kinds.NamedList;
import io.ray4j.objectstore.codec.Kinds.Node;
import io.ray4j.objectstore.codec.Kinds.Outer;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Point;
import io.ray4j.objectstore.codec.Kinds.Replaced;
import io.ray4j.objectstore.codec.Kinds.SerializableFunction;
import io.ray4j.objectstore.codec.Kinds.Singleton;
import io.ray4j.objectstore.codec.Kinds.WithDefaults;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Values whose equals says too little: what must hold is asserted for each. */
@SuppressWarnings({"JdkObsolete", "UnnecessaryStringBuilder"}) // such values travel too
class GraphTest {
  @Test
  void shouldKeepCyclesAndSharingOfPlainObjects() {
    Node a = new Node("a");
    Node b = new Node("b");
    a.next = b;
    b.next = a;
    a.value = new AtomicReference<>(a);
    b.value = new ArrayList<>(List.of(a, b));

    Node back = roundTrip(a);

    assertThat(back.next.next).isSameAs(back);
    assertThat(((AtomicReference<?>) back.value).get()).isSameAs(back);
    assertThat((List<?>) back.next.value).element(0).isSameAs(back);
    assertThat(back.name).isEqualTo("a");
  }

  @Test
  void shouldKeepCyclesThroughMutableCollections() {
    List<Object> list = new ArrayList<>();
    Map<String, Object> map = new HashMap<>();
    Object[] array = {list, map};
    list.add(list);
    list.add(array);
    map.put("self", map);

    List<?> back = roundTrip(list);

    assertThat(back.get(0)).isSameAs(back);
    Object[] backArray = (Object[]) back.get(1);
    assertThat(backArray[0]).isSameAs(back);
    assertThat(((Map<?, ?>) backArray[1]).get("self")).isSameAs(backArray[1]);
  }

  @Test
  void shouldCopyFieldsOfAllSuperclassesAndSkipTransientOnes() {
    Derived back = roundTrip(new Derived("last"));
    assertThat(List.of(back.base(), back.derived(), back.last())).isEqualTo(List.of(1, 2, "last"));

    Node node = new Node("n");
    node.note = "changed";
    assertThat(roundTrip(node).note).isNull();
  }

  @Test
  void shouldRunTheConstructorWithoutParametersIfThereIsOne() {
    WithDefaults value = new WithDefaults();
    value.set = 5;
    value.cache.add("x");
    WithDefaults back = roundTrip(value);
    assertThat(back.set).isEqualTo(5);
    assertThat(back.cache).isEmpty();
  }

  @Test
  void shouldKeepWhatInnerAndAnonymousClassesCapture() {
    Outer outer = new Outer("outer");
    assertThat(roundTrip(outer.new Inner()).outerName()).isEqualTo("outer");
    assertThat(roundTrip(outer.anonymous("+x")).get()).isEqualTo("outer+x");
    String local = "local";
    class Local {
      String get() {
        return local + outer.name;
      }
    }
    assertThat(roundTrip(new Local()).get()).isEqualTo("localouter");
  }

  @Test
  void shouldObeyTheHooksOfJavaSerialization() {
    Custom custom = roundTrip(new Custom(7, new Node("part")));
    assertThat(custom.times).isEqualTo(7);
    assertThat(custom.part.name).isEqualTo("part");

    External external = roundTrip(new External(9));
    assertThat(external.value).isEqualTo(9);
    assertThat(external.constructed).isTrue();

    assertThat(roundTrip(Singleton.INSTANCE)).isSameAs(Singleton.INSTANCE);
    assertThat(roundTrip(new Replaced("r")).value).isEqualTo("r");

    NamedList list = roundTrip(new NamedList("name", List.of("a")));
    assertThat(list.name).isEqualTo("name");
    assertThat(list).containsExactly("a");
  }

  @Test
  void shouldShareObjectsBetweenAJavaStreamAndTheRestOfTheGraph() {
    Node shared = new Node("shared");
    Pair<Node, List<Custom>> back =
        roundTrip(new Pair<>(shared, List.of(new Custom(1, shared), new Custom(2, shared))));
    assertThat(back.second().get(0).part).isSameAs(back.first());
    assertThat(back.second().get(1).part).isSameAs(back.first());
  }

  @Test
  void shouldKeepTheBackingObjectOfWrappersShared() {
    List<String> backing = new ArrayList<>(List.of("a"));
    Pair<List<String>, List<String>> back =
        roundTrip(new Pair<>(backing, Collections.unmodifiableList(backing)));
    back.first().add("b");
    assertThat(back.second()).containsExactly("a", "b");
    assertThatThrownBy(() -> back.second().add("c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldKeepSerializableLambdasAndMethodReferences() {
    int captured = 5;
    SerializableFunction<Integer, Integer> lambda = x -> x + captured;
    SerializableFunction<String, String> reference = Kinds::shout;
    Function<String, Integer> cast = (Function<String, Integer> & Serializable) String::length;
    Node node = new Node("held");
    SerializableFunction<String, String> capturing = x -> x + node.name;

    assertThat(roundTrip(lambda).apply(1)).isEqualTo(6);
    assertThat(roundTrip(reference).apply("hey")).isEqualTo("hey!");
    assertThat(roundTrip(cast).apply("abc")).isEqualTo(3);
    assertThat(roundTrip(new Pair<>(1, capturing)).second().apply("is ")).isEqualTo("is held");
  }

  @Test
  void shouldFindALoggerAgain() {
    Node node = new Node("n");
    node.value = LoggerFactory.getLogger("some.name");
    assertThat(roundTrip(node).value).isSameAs(node.value);
  }

  @Test
  void shouldKeepACycleWithinAJavaStream() {
    Custom custom = new Custom(3, null);
    custom.self = custom;
    Custom back = roundTrip(custom);
    assertThat(back.self).isSameAs(back);
  }

  @Test
  void shouldKeepLargePartsOfAJavaStream() {
    long[] longs = LongStream.range(0, 100_000).toArray();
    assertThat(roundTrip(BitSet.valueOf(longs))).isEqualTo(BitSet.valueOf(longs));
    assertThat(roundTrip(new AtomicLongArray(longs)).get(99_999)).isEqualTo(99_999);
    Node node = new Node("n");
    node.value = longs;
    assertThat(roundTrip(new Custom(1, node)).part.value).isEqualTo(longs);
    List<String> many = LongStream.of(longs).mapToObj(i -> "x").toList();
    assertThat(roundTrip(new NamedList("many", many))).isEqualTo(many);
    assertThat(roundTrip(Arrays.asList(many.toArray()))).isEqualTo(many);
    Hashtable<Integer, String> table = new Hashtable<>(100_000);
    table.put(1, "x");
    assertThat(roundTrip(table)).isEqualTo(table);
    assertThat(roundTrip(new Counts(LongStream.of(longs)))).hasSize(100_000).containsEntry(7L, 1);
  }

  /** A map that has Java serialization write its entries. */
  private static final class Counts extends HashMap<Long, Integer> {
    @Serial private static final long serialVersionUID = 1L;

    private Counts(LongStream keys) {
      keys.forEach(key -> put(key, 1));
    }
  }

  @Test
  void shouldKeepProxies() {
    Object proxy =
        Proxy.newProxyInstance(
            GraphTest.class.getClassLoader(), new Class<?>[] {Function.class}, new Echo("<"));
    @SuppressWarnings("unchecked") // made above
    Function<String, String> back = (Function<String, String>) roundTrip(proxy);
    assertThat(back.apply("x")).isEqualTo("<x");
  }

  @Test
  void shouldKeepComparators() {
    for (Comparator<String> comparator :
        List.of(
            Comparator.<String>reverseOrder(),
            Comparator.<String>naturalOrder(),
            Comparator.nullsFirst(Comparator.<String>reverseOrder()),
            String.CASE_INSENSITIVE_ORDER.reversed(),
            Comparator.comparing((Function<String, Integer> & Serializable) String::length)
                .thenComparing(Comparator.<String>reverseOrder()))) {
      TreeMap<String, Integer> map = new TreeMap<>(comparator);
      map.putAll(Map.of("a", 1, "cc", 2, "b", 3));
      assertThat(List.copyOf(roundTrip(map).entrySet())).isEqualTo(List.copyOf(map.entrySet()));
      TreeSet<String> set = new TreeSet<>(comparator);
      set.addAll(map.keySet());
      TreeSet<String> back = roundTrip(set);
      back.add("bb");
      set.add("bb");
      assertThat(back).containsExactlyElementsOf(set);
      PriorityQueue<String> queue = new PriorityQueue<>(comparator);
      queue.addAll(set);
      assertThat(roundTrip(queue).poll()).isEqualTo(set.first());
    }
  }

  @Test
  void shouldKeepQueues() {
    List<Integer> numbers = List.of(3, 1, 2);
    assertThat(roundTrip(new ArrayDeque<>(numbers))).containsExactly(3, 1, 2);
    assertThat(roundTrip(new ConcurrentLinkedQueue<>(numbers))).containsExactly(3, 1, 2);
    assertThat(roundTrip(new PriorityBlockingQueue<>(numbers)).poll()).isEqualTo(1);
    LinkedBlockingQueue<Integer> bounded = new LinkedBlockingQueue<>(5);
    bounded.addAll(numbers);
    LinkedBlockingQueue<Integer> back = roundTrip(bounded);
    assertThat(back).containsExactly(3, 1, 2);
    assertThat(back.remainingCapacity()).isEqualTo(2);
    assertThat(back.offer(4)).isTrue();
    assertThat(roundTrip(new LinkedBlockingDeque<>(numbers))).containsExactly(3, 1, 2);
    ArrayBlockingQueue<Integer> ring = new ArrayBlockingQueue<>(4, false, numbers);
    assertThat(roundTrip(ring)).containsExactly(3, 1, 2);
    assertThat(roundTrip(ring).remainingCapacity()).isEqualTo(1);
  }

  @Test
  void shouldKeepTheOrderOfALinkedHashMapAndWhatDecidesIt() {
    Map<String, Integer> byAccess = new LinkedHashMap<>(16, 0.75f, true);
    byAccess.put("a", 1);
    byAccess.put("b", 2);
    Map<String, Integer> back = roundTrip(byAccess);
    back.get("a");
    assertThat(back.keySet()).containsExactly("b", "a");

    Map<String, Integer> byInsertion = roundTrip(new LinkedHashMap<>(back));
    byInsertion.get("b");
    assertThat(byInsertion.keySet()).containsExactly("b", "a");
  }

  @Test
  void shouldKeepMapsAndSetsByIdentityAndWeakOnes() {
    Node one = new Node("one");
    IdentityHashMap<Object, String> map = new IdentityHashMap<>();
    map.put(one, "1");
    Point first = new Point(1, 1);
    Point second = new Point(1, 1);
    map.put(first, "p1");
    map.put(second, "p2");

    Pair<Node, IdentityHashMap<Object, String>> back = roundTrip(new Pair<>(one, map));
    assertThat(back.second()).hasSize(3);
    assertThat(back.second().get(back.first())).isEqualTo("1");
    assertThat((Set<?>) roundTrip(map.keySet())).hasSize(3);

    Map<Object, String> weak = new WeakHashMap<>();
    weak.put(one, "1");
    Pair<Node, Map<Object, String>> backWeak = roundTrip(new Pair<>(one, weak));
    assertThat(backWeak.second()).containsEntry(backWeak.first(), "1");
    assertThat(backWeak.second()).isInstanceOf(WeakHashMap.class);
  }

  @Test
  void shouldKeepMutableNumbersAndCells() {
    assertThat(roundTrip(new AtomicInteger(5)).get()).isEqualTo(5);
    assertThat(roundTrip(new AtomicLong(1L << 40)).get()).isEqualTo(1L << 40);
    assertThat(roundTrip(new AtomicBoolean(true)).get()).isTrue();
    assertThat(roundTrip(new AtomicReference<>("x")).get()).isEqualTo("x");
    assertThat(roundTrip(new AtomicIntegerArray(new int[] {1, 2})).toString()).isEqualTo("[1, 2]");
    LongAdder adder = new LongAdder();
    adder.add(7);
    assertThat(roundTrip(adder).sum()).isEqualTo(7);
    assertThat(roundTrip(new StringBuilder("sb")).toString()).isEqualTo("sb");
    assertThat(roundTrip(new StringBuffer("sb")).toString()).isEqualTo("sb");
    assertThat(roundTrip(Pattern.compile("a.c", Pattern.CASE_INSENSITIVE)).matcher("ABC").matches())
        .isTrue();
    IntSummaryStatistics ints = IntStream.of(3, -1, 5).summaryStatistics();
    assertThat(roundTrip(ints)).hasToString(ints.toString());
    LongSummaryStatistics longs = LongStream.of(3, -1, 5).summaryStatistics();
    assertThat(roundTrip(longs)).hasToString(longs.toString());
    DoubleSummaryStatistics doubles = DoubleStream.of(3, -1, 5).summaryStatistics();
    assertThat(roundTrip(doubles)).hasToString(doubles.toString());
    assertThat(roundTrip(new DoubleSummaryStatistics()).getCount()).isZero();
  }

  @Test
  void shouldContinueARandomWhereItStood() {
    Random random = new Random(5);
    random.nextInt();
    Random back = roundTrip(random);
    assertThat(back.nextInt()).isEqualTo(random.nextInt());
  }

  @Test
  void shouldKeepArraysOfReferences() {
    assertThat(roundTrip(new int[][] {{1, 2}, null, {}}))
        .isDeepEqualTo(new int[][] {{1, 2}, null, {}});
    CharSequence[] sequences = roundTrip(new CharSequence[] {"a", new StringBuilder("b"), null});
    assertThat(sequences[1]).isInstanceOf(StringBuilder.class).hasToString("b");
    assertThat(roundTrip(new Integer[] {1, null})).containsExactly(1, null);
    assertThat(roundTrip(new Object[0])).isEmpty();
    List<String> fixed = roundTrip(Arrays.asList("a", "b"));
    fixed.set(0, "c");
    assertThat(fixed).containsExactly("c", "b");
    String[] strings = roundTrip(Arrays.asList("x")).toArray(new String[0]);
    assertThat(strings).containsExactly("x");
  }

  @Test
  void shouldWriteARecordsFieldsAndNotWhatItsAccessorsShow() {
    double[] low = {1, 2};
    Kinds.Parts back = roundTrip(new Kinds.Parts(low, 5, low));
    assertThat(back.high()).containsExactly(1, 2);
    assertThat(back.low()).containsExactly(1, 2);
  }

  @Test
  void shouldKeepIdentityOfPlainObjectsUsedAsMarks() {
    Object mark = new Object();
    Pair<Object, Object> back = roundTrip(new Pair<>(mark, mark));
    assertThat(back.first()).isSameAs(back.second());
    assertThat(back.first().getClass()).isEqualTo(Object.class);
  }

  @Test
  void shouldEncodeFromManyThreadsAtOnce() {
    ObjectCodec codec = Codecs.writer();
    List<Pair<Integer, List<String>>> back =
        IntStream.range(0, 2000)
            .parallel()
            .mapToObj(i -> new Pair<>(i, new ArrayList<>(List.of("v" + i))))
            .<Pair<Integer, List<String>>>map(
                pair -> {
                  @SuppressWarnings("unchecked") // as encoded
                  Pair<Integer, List<String>> copy =
                      (Pair<Integer, List<String>>)
                          codec.decode(
                              java.nio.ByteBuffer.wrap(codec.encode(pair).toBytes()), List.of());
                  return copy;
                })
            .toList();
    assertThat(back).hasSize(2000);
    assertThat(back)
        .allSatisfy(pair -> assertThat(pair.second()).containsExactly("v" + pair.first()));
  }

  @Test
  void shouldKeepASupplierHeldByAMapOfInterfaces() {
    Map<String, Supplier<String>> map = new HashMap<>();
    map.put("k", (Supplier<String> & Serializable) () -> "made");
    assertThat(roundTrip(map).get("k").get()).isEqualTo("made");
  }
}
