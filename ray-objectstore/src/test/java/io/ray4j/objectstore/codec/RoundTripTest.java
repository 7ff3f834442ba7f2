package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.ray4j.objectstore.codec.Kinds.AllPrimitives;
import io.ray4j.objectstore.codec.Kinds.NamedList;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Plain;
import io.ray4j.objectstore.codec.Kinds.Point;
import io.ray4j.objectstore.codec.Kinds.Range;
import io.ray4j.objectstore.codec.Kinds.Singleton;
import io.ray4j.objectstore.codec.Kinds.WithBodies;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Values that are equal to what comes back, and of the same class. */
@SuppressWarnings({"JdkObsolete", "JavaUtilDate"}) // old classes travel too
class RoundTripTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TestFactory
  Stream<DynamicTest> shouldBringBackAnEqualValueOfTheSameClass() throws Exception {
    return equalValues().stream()
        .map(
            value ->
                DynamicTest.dynamicTest(
                    name(value),
                    () -> {
                      Object back = roundTrip(value);
                      assertThat(back).isEqualTo(value);
                      if (value != null) {
                        assertThat(back.getClass()).isEqualTo(value.getClass());
                      }
                      // inside of others, where classes and references are written differently
                      Object nested = roundTrip(new Pair<>(Arrays.asList(value, value), value));
                      assertThat(nested).isEqualTo(new Pair<>(Arrays.asList(value, value), value));
                    }));
  }

  /** Views and wrappers that are equal in content only, or only as lists. */
  @TestFactory
  Stream<DynamicTest> shouldBringBackTheContentOfViews() {
    Map<String, Integer> hash = new HashMap<>(Map.of("a", 1, "b", 2));
    TreeMap<String, Integer> tree = new TreeMap<>(Collections.reverseOrder());
    tree.putAll(hash);
    List<Object> views = new ArrayList<>();
    views.add(new ArrayList<>(List.of(1, 2, 3)).subList(1, 3));
    views.add(new LinkedList<>(List.of(1, 2, 3)).subList(1, 3));
    views.add(List.of(1, 2, 3, 4).subList(1, 3));
    views.add(hash.keySet());
    views.add(hash.entrySet());
    views.add(new LinkedHashMap<>(hash).keySet());
    views.add(new ConcurrentHashMap<>(hash).keySet());
    views.add(new ConcurrentHashMap<>(hash).entrySet());
    views.add(tree.keySet());
    views.add(tree.navigableKeySet());
    views.add(tree.headMap("a"));
    views.add(tree.descendingMap());
    views.add(tree.descendingKeySet());
    views.add(new ConcurrentSkipListMap<>(hash).headMap("b"));
    views.add(Collections.unmodifiableMap(hash).entrySet());
    views.add(hash.entrySet().iterator().next());
    views.add(new EnumMap<>(Map.of(Plain.ONE, 1)).keySet());
    views.add(new TreeSet<>(Set.of(1, 2, 3)).headSet(3));
    views.add(Collections.nCopies(3, "x"));
    return views.stream()
        .map(
            view ->
                DynamicTest.dynamicTest(
                    name(view), () -> assertThat(roundTrip(view)).isEqualTo(view)));
  }

  private static List<Object> equalValues() throws Exception {
    List<Object> values = new ArrayList<>();
    scalars(values);
    jdkValues(values);
    time(values);
    collections(values);
    wrappers(values);
    userValues(values);
    return values;
  }

  private static void scalars(List<Object> values) {
    Collections.addAll(
        values, null, true, false, (byte) -7, (short) 300, 'x', '\uD83D', 42, Integer.MIN_VALUE);
    Collections.addAll(values, 1L << 40, 1.5f, Float.NaN, -0.0d, Double.MIN_VALUE, "", "text");
    Collections.addAll(
        values, "höh", "Łódź", "日本", "\uD83D\uDE00", "half \uD83D", "x".repeat(5000));
  }

  private static void jdkValues(List<Object> values) throws Exception {
    Collections.addAll(values, new UUID(1, 2), URI.create("http://a/b?c"), new File("/a/b"));
    values.add(URI.create("http://127.0.0.1/x").toURL());
    Collections.addAll(values, Path.of("a", "b"), Path.of("/"), StandardCharsets.UTF_16LE);
    values.add(InetAddress.getByAddress("host", new byte[] {10, 0, 0, 1}));
    values.add(InetAddress.getByAddress(new byte[16]));
    values.add(InetSocketAddress.createUnresolved("host", 80));
    values.add(new BigInteger("123456789012345678901234567890"));
    Collections.addAll(values, new BigDecimal("1.230"), BigDecimal.ZERO, BigInteger.TEN);
    values.add(new Locale.Builder().setLanguage("zh").setScript("Hant").setRegion("TW").build());
    Collections.addAll(values, Locale.ROOT, Currency.getInstance("EUR"), TimeUnit.DAYS);
    Collections.addAll(values, int.class, void.class, String.class, int[][].class, Point.class);
    Collections.addAll(values, Map.Entry.class, Integer.class, Class.class);
    Collections.addAll(values, Optional.of("x"), Optional.empty(), OptionalInt.of(1));
    Collections.addAll(values, OptionalLong.empty(), OptionalDouble.of(2));
    Collections.addAll(values, new Date(5), new GregorianCalendar(2020, 1, 2));
    Collections.addAll(values, TimeZone.getTimeZone("Europe/Berlin"), new SimpleTimeZone(1, "X"));
    values.add(BitSet.valueOf(new long[] {5, 0, 9}));
    values.add(new Throwable().getStackTrace()[0]);
  }

  private static void time(List<Object> values) {
    Collections.addAll(values, Duration.ofNanos(-5), Period.of(1, 2, 3), Instant.MAX);
    Collections.addAll(values, LocalDate.MIN, LocalTime.NOON, LocalDateTime.MAX, Year.of(2020));
    Collections.addAll(values, YearMonth.of(2020, 1), MonthDay.of(2, 29), DayOfWeek.MONDAY);
    Collections.addAll(values, OffsetDateTime.MAX, OffsetTime.MIN, ZoneOffset.ofHours(2), BERLIN);
    // the second two o'clock of the night the clocks go back
    values.add(ZonedDateTime.of(2020, 10, 25, 2, 30, 0, 0, BERLIN).withLaterOffsetAtOverlap());
    values.add(JapaneseDate.of(2020, 1, 1));
  }

  private static void collections(List<Object> values) {
    List<Integer> numbers = List.of(3, 1, 2);
    Map<String, Integer> map = Map.of("a", 1, "b", 2, "c", 3);
    Collections.addAll(values, List.of(), List.of(1), numbers, Set.of(), Set.of(1), Set.of(1, 2));
    Collections.addAll(values, Map.of(), Map.of(1, 2), map, Map.entry("k", "v"));
    values.add(new AbstractMap.SimpleEntry<>("k", null));
    values.add(new AbstractMap.SimpleImmutableEntry<>("k", "v"));
    Collections.addAll(values, Stream.of("a", null).toList(), Arrays.asList("a", null, "b"));
    Collections.addAll(values, new ArrayList<>(numbers), new ArrayList<>(), new Vector<>(numbers));
    Collections.addAll(values, new LinkedList<>(numbers), new CopyOnWriteArrayList<>(numbers));
    Stack<Integer> stack = new Stack<>();
    stack.addAll(numbers);
    values.add(stack);
    Collections.addAll(values, new HashSet<>(numbers), new LinkedHashSet<>(numbers));
    Collections.addAll(values, new TreeSet<>(numbers), new CopyOnWriteArraySet<>(numbers));
    Collections.addAll(values, new ConcurrentSkipListSet<>(numbers), EnumSet.of(Plain.TWO));
    Collections.addAll(values, EnumSet.noneOf(Plain.class), EnumSet.allOf(WithBodies.class));
    Set<String> fromMap = Collections.newSetFromMap(new ConcurrentHashMap<>());
    fromMap.add("x");
    values.add(fromMap);
    Set<String> keys = ConcurrentHashMap.newKeySet();
    keys.add("k");
    values.add(keys);
    Collections.addAll(values, new HashMap<>(map), new LinkedHashMap<>(map), new TreeMap<>(map));
    Collections.addAll(values, new ConcurrentHashMap<>(map), new ConcurrentSkipListMap<>(map));
    Collections.addAll(values, new Hashtable<>(map), new EnumMap<>(Map.of(Plain.ONE, "x")));
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    values.add(properties);
    HashMap<String, Integer> nulls = new HashMap<>();
    nulls.put(null, 1);
    nulls.put("x", null);
    values.add(nulls);
  }

  private static void wrappers(List<Object> values) {
    List<Integer> list = new ArrayList<>(List.of(1, 2));
    TreeMap<String, Integer> tree = new TreeMap<>(Map.of("a", 1));
    Collections.addAll(values, Collections.emptyList(), Collections.singletonList(1));
    Collections.addAll(values, Collections.emptyMap(), Collections.singletonMap(1, null));
    Collections.addAll(values, Collections.emptySet(), Collections.singleton("x"));
    Collections.addAll(values, Collections.unmodifiableList(list));
    Collections.addAll(values, Collections.unmodifiableList(new LinkedList<>(list)));
    Collections.addAll(values, Collections.unmodifiableSet(new HashSet<>(list)));
    Collections.addAll(values, Collections.unmodifiableMap(tree));
    Collections.addAll(values, Collections.unmodifiableSortedMap(tree));
    Collections.addAll(values, Collections.unmodifiableNavigableSet(new TreeSet<>(list)));
    Collections.addAll(values, Collections.synchronizedList(list));
    Collections.addAll(values, Collections.synchronizedMap(new HashMap<>(tree)));
    Collections.addAll(values, Collections.synchronizedSet(new HashSet<>(list)));
    Collections.addAll(values, Collections.checkedList(list, Integer.class));
    Collections.addAll(values, Collections.checkedMap(tree, String.class, Integer.class));
    Collections.addAll(values, ImmutableList.of(), ImmutableList.of(1, 2), ImmutableSet.of(1, 2));
    Collections.addAll(values, ImmutableMap.of("a", 1, "b", 2), ImmutableBiMap.of(1, 2));
    Collections.addAll(values, ImmutableSortedMap.of("b", 1, "a", 2));
    values.add(HashMultimap.create(ImmutableListMultimap.of("a", 1)));
  }

  private static void userValues(List<Object> values) {
    Collections.addAll(values, new Point(1, -2), new Pair<>("a", new Pair<>(null, List.of(1))));
    values.add(
        new AllPrimitives(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, "nine", new Point(1, 2)));
    Collections.addAll(values, new Range(1, 2), Plain.TWO, WithBodies.MINUS, Singleton.INSTANCE);
    values.add(new NamedList("name", List.of("a", "b")));
    values.add(new ArrayDeque<>(List.of(1)).peek());
  }

  private static String name(Object value) {
    String type = value == null ? "null" : value.getClass().getName();
    String text = String.valueOf(value);
    return type + " " + (text.length() > 40 ? text.substring(0, 40) + "…" : text);
  }
}
