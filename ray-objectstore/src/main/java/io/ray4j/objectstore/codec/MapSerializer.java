package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mutable map of the JDK, by its entries in their order. Exists before its entries are read, so
 * cycles through it are fine; a subclass adds what else makes the map. Belongs to one session.
 */
abstract class MapSerializer extends Serializer<Map<@Nullable Object, @Nullable Object>> {
  /** Writes what {@link #make} needs; nothing unless overridden. */
  void writeHeader(Kryo kryo, Output output, Map<@Nullable Object, @Nullable Object> map) {}

  /** Reads what {@link #writeHeader} wrote, and makes an empty map. */
  abstract Map<@Nullable Object, @Nullable Object> make(Kryo kryo, Input input);

  @Override
  public final void write(Kryo kryo, Output output, Map<@Nullable Object, @Nullable Object> map) {
    writeHeader(kryo, output, map);
    writeEntries(kryo, output, map);
  }

  @Override
  public final Map<@Nullable Object, @Nullable Object> read(
      Kryo kryo, Input input, Class<? extends Map<@Nullable Object, @Nullable Object>> type) {
    Map<@Nullable Object, @Nullable Object> map = make(kryo, input);
    kryo.reference(map);
    @Nullable Object[] flat = readEntries(kryo, input);
    for (int i = 0; i < flat.length; i += 2) {
      map.put(flat[i], flat[i + 1]);
    }
    return map;
  }

  static void writeEntries(Kryo kryo, Output output, Map<?, ?> map) {
    // A copy, so that number and entries agree even for a map that others change.
    List<@Nullable Object> flat = new ArrayList<>(2 * map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      flat.add(entry.getKey());
      flat.add(entry.getValue());
    }
    output.writeVarInt(flat.size(), true);
    for (int i = 0; i < flat.size(); i += 2) {
      Object key = flat.get(i);
      Parts.write(kryo, output, "[key]", key);
      try {
        kryo.writeClassAndObject(output, flat.get(i + 1));
      } catch (RuntimeException e) {
        throw RefusedException.at("[" + nameOf(key) + "]", e);
      }
    }
  }

  /** Keys and values in turn. */
  static @Nullable Object[] readEntries(Kryo kryo, Input input) {
    @Nullable Object[] flat = Elements.read(kryo, input);
    if (flat.length % 2 != 0) {
      throw new RefusedException("a key without a value", null);
    }
    return flat;
  }

  /** A key as it is shown in a path; of other keys only the class, since their code may do much. */
  private static String nameOf(@Nullable Object key) {
    return key == null || key instanceof String || key instanceof Number || key instanceof Enum
        ? String.valueOf(key)
        : TypeNames.shortName(key.getClass());
  }
}
