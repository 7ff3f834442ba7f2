package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's mutable collections that are written by their elements, each exactly; subclasses and
 * all others go other ways. Stateless.
 */
final class JdkCollections {
  private JdkCollections() {}

  /** Registers them; the order is part of the payload format. */
  static void register(Kryo kryo, GraphReferences references) {
    collections(kryo);
    sorted(kryo, references);
    maps(kryo, references);
  }

  @SuppressWarnings("JdkObsolete") // users' values have these classes; none is chosen here
  private static void collections(Kryo kryo) {
    kryo.register(ArrayList.class, new CollectionSerializer(ArrayList::new));
    kryo.register(HashSet.class, new CollectionSerializer(size -> new HashSet<>(buckets(size))));
    kryo.register(
        LinkedHashSet.class, new CollectionSerializer(size -> new LinkedHashSet<>(buckets(size))));
    kryo.register(LinkedList.class, new CollectionSerializer(size -> new LinkedList<>()));
    kryo.register(ArrayDeque.class, new CollectionSerializer(ArrayDeque::new));
    kryo.register(Vector.class, new CollectionSerializer(Vector::new));
    kryo.register(Stack.class, new CollectionSerializer(size -> new Stack<>()));
    kryo.register(
        CopyOnWriteArrayList.class, new CollectionSerializer(size -> new CopyOnWriteArrayList<>()));
    kryo.register(
        CopyOnWriteArraySet.class, new CollectionSerializer(size -> new CopyOnWriteArraySet<>()));
    kryo.register(
        ConcurrentLinkedQueue.class,
        new CollectionSerializer(size -> new ConcurrentLinkedQueue<>()));
    kryo.register(
        ConcurrentLinkedDeque.class,
        new CollectionSerializer(size -> new ConcurrentLinkedDeque<>()));
  }

  private static void sorted(Kryo kryo, GraphReferences references) {
    kryo.register(
        TreeSet.class,
        new SortedSerializer<TreeSet<@Nullable Object>>(
            references, TreeSet::comparator, TreeSet::new));
    kryo.register(
        ConcurrentSkipListSet.class,
        new SortedSerializer<ConcurrentSkipListSet<@Nullable Object>>(
            references, ConcurrentSkipListSet::comparator, ConcurrentSkipListSet::new));
    kryo.register(
        PriorityQueue.class,
        new SortedSerializer<PriorityQueue<@Nullable Object>>(
            references, PriorityQueue::comparator, PriorityQueue::new));
  }

  private static void maps(Kryo kryo, GraphReferences references) {
    kryo.register(HashMap.class, map(HashMap::new));
    kryo.register(LinkedHashMap.class, new LinkedHashMapSerializer());
    kryo.register(ConcurrentHashMap.class, map(ConcurrentHashMap::new));
    kryo.register(IdentityHashMap.class, map(IdentityHashMap::new));
    kryo.register(WeakHashMap.class, map(WeakHashMap::new));
    kryo.register(TreeMap.class, sortedMap(references, TreeMap::new));
    kryo.register(ConcurrentSkipListMap.class, sortedMap(references, ConcurrentSkipListMap::new));
  }

  private static int buckets(int size) {
    return Math.max(16, (int) (size / 0.75f) + 1);
  }

  private static MapSerializer map(Supplier<Map<@Nullable Object, @Nullable Object>> maker) {
    return new MapSerializer() {
      @Override
      Map<@Nullable Object, @Nullable Object> make(Kryo kryo, Input input) {
        return maker.get();
      }
    };
  }

  private static MapSerializer sortedMap(
      GraphReferences references,
      Function<@Nullable Comparator<? super Object>, Map<@Nullable Object, @Nullable Object>>
          maker) {
    return new MapSerializer() {
      @Override
      void writeHeader(Kryo kryo, Output output, Map<@Nullable Object, @Nullable Object> map) {
        Comparator<?> comparator = ((SortedMap<?, ?>) map).comparator();
        Comparators.write(kryo, output, references, map, comparator);
      }

      @Override
      Map<@Nullable Object, @Nullable Object> make(Kryo kryo, Input input) {
        return maker.apply(Comparators.read(kryo, input));
      }
    };
  }

  /** Keeps whether the map orders its entries by their last access. */
  private static final class LinkedHashMapSerializer extends MapSerializer {
    @Override
    void writeHeader(Kryo kryo, Output output, Map<@Nullable Object, @Nullable Object> map) {
      output.writeBoolean(ordersByAccess(map));
    }

    @Override
    Map<@Nullable Object, @Nullable Object> make(Kryo kryo, Input input) {
      boolean byAccess = input.readBoolean();
      return new LinkedHashMap<>(16, 0.75f, byAccess);
    }

    /** No method tells, so a clone is made to show it. */
    @SuppressWarnings("unchecked") // the clone is emptied before it is used for other keys
    private static boolean ordersByAccess(Map<?, ?> map) {
      Map<Object, Object> probe = (Map<Object, Object>) ((LinkedHashMap<?, ?>) map).clone();
      probe.clear();
      probe.put(1, 1);
      probe.put(2, 2);
      probe.get(1);
      Set<Object> keys = probe.keySet();
      return keys.iterator().next().equals(2);
    }
  }
}
