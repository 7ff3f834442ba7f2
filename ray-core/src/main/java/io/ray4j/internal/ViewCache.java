package io.ray4j.internal;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.Selector;
import java.lang.ref.WeakReference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The mappings behind views that are in use, so that a second view of the same bytes needs none.
 *
 * <p>Thread-safe. Keeps no mapping reachable.
 */
final class ViewCache {
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  private record Key(ObjectId object, List<Selector> path) {}

  /** Where the bytes lie in a mapping that may be garbage. */
  private record Entry(
      WeakReference<ByteBuffer> mapping, int offset, int length, Class<?> elementType) {}

  /** A new buffer of those bytes, or null if no view of them is in use. */
  @Nullable Buffer find(ObjectId object, List<Selector> path, Class<?> view) {
    Entry entry = entries.get(new Key(object, path));
    ByteBuffer mapping = entry == null ? null : entry.mapping.get();
    if (entry == null || mapping == null || entry.elementType != Views.elementTypeOf(view)) {
      return null; // of another type: whoever reads it says what is wrong
    }
    ByteBuffer bytes = mapping.slice(entry.offset, entry.length).order(ByteOrder.nativeOrder());
    return Views.of(bytes, view);
  }

  /** Adds the mapping of a view; what is returned forgets it again, once it is garbage. */
  Runnable add(ObjectId object, List<Selector> path, Class<?> view, Segments.MappedView mapped) {
    Key key = new Key(object, path);
    ByteBuffer mapping = mapped.mapping();
    Entry entry =
        new Entry(
            new WeakReference<>(mapping),
            mapping.capacity() - mapped.bytes().capacity(),
            mapped.bytes().capacity(),
            Views.elementTypeOf(view));
    entries.put(key, entry);
    return () -> entries.remove(key, entry);
  }
}
