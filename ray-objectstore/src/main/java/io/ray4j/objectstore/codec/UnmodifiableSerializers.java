package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's collections that have no public class: the immutable ones of {@code List.of} and its
 * like, which come back as such, and the views ({@code subList}, {@code keySet}, {@code values}),
 * which come back as copies of what they show. All are built after their elements. Each serializer
 * belongs to one session.
 */
final class UnmodifiableSerializers {
  private static final String IMMUTABLE = "java.util.ImmutableCollections$";

  private UnmodifiableSerializers() {}

  /** Null for any other class; the class is one of the JDK's that are not public. */
  static @Nullable Serializer<?> choose(Class<?> type, GraphReferences references) {
    boolean immutable = type.getName().startsWith(IMMUTABLE);
    if (immutable && List.class.isAssignableFrom(type)) {
      return elements(references, UnmodifiableSerializers::immutableList);
    } else if (immutable && Set.class.isAssignableFrom(type)) {
      return elements(references, elements -> Set.of(nonNull(elements)));
    } else if (immutable && Map.class.isAssignableFrom(type)) {
      return entries(references, UnmodifiableSerializers::immutableMap);
    } else if (Serializable.class.isAssignableFrom(type)) {
      return null;
    } else if (SortedSet.class.isAssignableFrom(type)) {
      return new SortedViewSerializer(references);
    } else if (Set.class.isAssignableFrom(type)) {
      boolean byIdentity = type.getName().startsWith("java.util.IdentityHashMap$");
      return elements(references, elements -> set(elements, byIdentity));
    } else if (Collection.class.isAssignableFrom(type)) {
      return elements(references, elements -> new ArrayList<>(Arrays.asList(elements)));
    } else if (SortedMap.class.isAssignableFrom(type)) {
      return new SortedMapViewSerializer(references);
    } else if (Map.class.isAssignableFrom(type)) {
      return entries(references, flat -> fill(new LinkedHashMap<>(), flat));
    } else if (Map.Entry.class.isAssignableFrom(type)) {
      return new EntrySerializer(references, type.getName().equals("java.util.KeyValueHolder"));
    }
    return null;
  }

  private interface Builder {
    Object build(@Nullable Object[] parts);
  }

  private static Object immutableList(@Nullable Object[] elements) {
    // Stream.toList allows null, and List.of does not.
    return Arrays.asList(elements).contains(null)
        ? Arrays.stream(elements).toList()
        : List.of(elements);
  }

  private static Object immutableMap(@Nullable Object[] flat) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < flat.length; i += 2) {
      map.put(nonNull(flat[i]), nonNull(flat[i + 1]));
    }
    return Map.copyOf(map);
  }

  private static Object set(@Nullable Object[] elements, boolean byIdentity) {
    Set<@Nullable Object> set =
        byIdentity ? Collections.newSetFromMap(new IdentityHashMap<>()) : new LinkedHashSet<>();
    Collections.addAll(set, elements);
    return set;
  }

  private static <M extends Map<@Nullable Object, @Nullable Object>> M fill(
      M map, @Nullable Object[] flat) {
    for (int i = 0; i < flat.length; i += 2) {
      map.put(flat[i], flat[i + 1]);
    }
    return map;
  }

  private static Object[] nonNull(@Nullable Object[] elements) {
    return Arrays.stream(elements).map(UnmodifiableSerializers::nonNull).toArray();
  }

  private static Object nonNull(@Nullable Object element) {
    if (element == null) {
      throw new RefusedException("null in an immutable collection", null);
    }
    return element;
  }

  private static Serializer<Collection<?>> elements(GraphReferences references, Builder builder) {
    return new Serializer<>() {
      @Override
      public void write(Kryo kryo, Output output, Collection<?> collection) {
        references.enter(collection);
        @Nullable Object[] elements = collection.toArray();
        Elements.write(kryo, output, elements, elements.length);
        references.exit();
      }

      @Override
      public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
        return (Collection<?>) builder.build(Elements.read(kryo, input));
      }
    };
  }

  private static Serializer<Map<?, ?>> entries(GraphReferences references, Builder builder) {
    return new Serializer<>() {
      @Override
      public void write(Kryo kryo, Output output, Map<?, ?> map) {
        references.enter(map);
        MapSerializer.writeEntries(kryo, output, map);
        references.exit();
      }

      @Override
      public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
        return (Map<?, ?>) builder.build(MapSerializer.readEntries(kryo, input));
      }
    };
  }

  /** The key set of a sorted map. */
  private static final class SortedViewSerializer extends Serializer<SortedSet<?>> {
    private final GraphReferences references;

    private SortedViewSerializer(GraphReferences references) {
      this.references = references;
    }

    @Override
    public void write(Kryo kryo, Output output, SortedSet<?> set) {
      Comparators.write(kryo, output, references, set, set.comparator());
      references.enter(set);
      @Nullable Object[] elements = set.toArray();
      Elements.write(kryo, output, elements, elements.length);
      references.exit();
    }

    @Override
    public SortedSet<?> read(Kryo kryo, Input input, Class<? extends SortedSet<?>> type) {
      TreeSet<@Nullable Object> set = new TreeSet<>(Comparators.read(kryo, input));
      Collections.addAll(set, Elements.read(kryo, input));
      return set;
    }
  }

  /** A part of a concurrent sorted map, or one in descending order. */
  private static final class SortedMapViewSerializer extends Serializer<SortedMap<?, ?>> {
    private final GraphReferences references;

    private SortedMapViewSerializer(GraphReferences references) {
      this.references = references;
    }

    @Override
    public void write(Kryo kryo, Output output, SortedMap<?, ?> map) {
      Comparators.write(kryo, output, references, map, map.comparator());
      references.enter(map);
      MapSerializer.writeEntries(kryo, output, map);
      references.exit();
    }

    @Override
    public SortedMap<?, ?> read(Kryo kryo, Input input, Class<? extends SortedMap<?, ?>> type) {
      return fill(
          new TreeMap<>(Comparators.read(kryo, input)), MapSerializer.readEntries(kryo, input));
    }
  }

  /** {@code Map.entry}, which is immutable, and the live entries of maps, which become copies. */
  private static final class EntrySerializer extends Serializer<Map.Entry<?, ?>> {
    private final GraphReferences references;
    private final boolean immutable;

    private EntrySerializer(GraphReferences references, boolean immutable) {
      this.references = references;
      this.immutable = immutable;
    }

    @Override
    public void write(Kryo kryo, Output output, Map.Entry<?, ?> entry) {
      references.enter(entry);
      Parts.write(kryo, output, ".key", entry.getKey());
      Parts.write(kryo, output, ".value", entry.getValue());
      references.exit();
    }

    @Override
    public Map.Entry<?, ?> read(Kryo kryo, Input input, Class<? extends Map.Entry<?, ?>> type) {
      Object key = kryo.readClassAndObject(input);
      Object value = kryo.readClassAndObject(input);
      return immutable
          ? Map.entry(nonNull(key), nonNull(value))
          : new AbstractMap.SimpleEntry<@Nullable Object, @Nullable Object>(key, value);
    }
  }
}
