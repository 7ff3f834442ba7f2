package io.ray4j.internal;

import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.codec.ArrayRegion;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.ObjectCodec;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns sealed objects back into values or views. Thread-safe. */
final class ValueReader {
  private final ObjectCodec codec;
  private final Segments segments;
  private final ClassLoader classLoader;

  ValueReader(ObjectCodec codec, Segments segments, ClassLoader classLoader) {
    this.codec = codec;
    this.segments = segments;
    this.classLoader = classLoader;
  }

  /**
   * The value, or a read-only view of it.
   *
   * @param view the buffer class to read an array through, or null for the value itself
   * @throws CodecException if it cannot be read so
   */
  @Nullable Object read(ObjectValue value, List<Selector> path, @Nullable Class<?> view) {
    if (value instanceof ObjectValue.Failed) {
      throw new IllegalArgumentException("a failure has no value");
    }
    if (value instanceof ObjectValue.Composite composite) {
      return readComposite(composite, path);
    }
    ByteBuffer payload = payload(value);
    return view == null ? codec.decode(payload, path) : view(value, payload, path, view);
  }

  /** Whether the part is an array that the view can show. */
  boolean canView(ObjectValue value, List<Selector> path, Class<?> view) {
    if (!(value instanceof ObjectValue.Inline) && !(value instanceof ObjectValue.Stored)) {
      return false;
    }
    ByteBuffer payload = payload(value);
    ArrayRegion region = codec.region(payload, path);
    Class<?> elementType =
        region == null ? elementType(codec.decode(payload, path)) : region.elementType();
    return elementType == Views.elementTypeOf(view);
  }

  /** The bytes of an object that has bytes of its own. */
  private ByteBuffer payload(ObjectValue value) {
    return value instanceof ObjectValue.Stored stored
        ? segments.readable(stored.extent())
        : ByteBuffer.wrap(((ObjectValue.Inline) value).payload());
  }

  private Object view(ObjectValue value, ByteBuffer payload, List<Selector> path, Class<?> view) {
    ArrayRegion region = codec.region(payload, path);
    if (region == null) {
      return copiedView(codec.decode(payload, path), view);
    }
    checkViewable(region.elementType(), view);
    ByteBuffer bytes =
        value instanceof ObjectValue.Stored stored
            ? segments.view(stored.extent(), region.offset(), region.length()).bytes()
            : payload.slice((int) region.offset(), (int) region.length());
    return Views.of(bytes, view);
  }

  /** A view of an array that lies within an object graph, since it is small or deep inside. */
  private Object copiedView(@Nullable Object part, Class<?> view) {
    Class<?> elementType = elementType(part);
    checkViewable(elementType, view);
    ByteBuffer copy = ByteBuffer.wrap(codec.encode(part).toBytes());
    ArrayRegion region = codec.region(copy, List.of());
    if (region == null) {
      throw new IllegalStateException("an array is written raw: elementType=" + elementType);
    }
    return Views.of(copy.slice((int) region.offset(), (int) region.length()), view);
  }

  private static void checkViewable(@Nullable Class<?> elementType, Class<?> view) {
    Class<?> shown = Views.elementTypeOf(view);
    if (elementType != shown) {
      throw new CodecException(
          "Not viewable as %s: the object is %s, and that view shows a %s[]."
              .formatted(
                  view.getSimpleName(),
                  elementType == null ? "no primitive array" : "a " + elementType + "[]",
                  shown),
          null);
    }
  }

  /** The element type of a primitive array, or null. */
  private static @Nullable Class<?> elementType(@Nullable Object value) {
    Class<?> type = value == null ? null : value.getClass().getComponentType();
    return type != null && type.isPrimitive() ? type : null;
  }

  private @Nullable Object readComposite(ObjectValue.Composite composite, List<Selector> path) {
    if (!path.isEmpty()) {
      throw new CodecException("a result of several objects has no inner path: " + path, null);
    }
    List<@Nullable Object> parts = new ArrayList<>();
    for (ObjectValue part : composite.parts()) {
      parts.add(read(part, List.of(), null));
    }
    if (composite.recordClass().isEmpty()) {
      return parts;
    }
    try {
      Class<?> type = Class.forName(composite.recordClass(), true, classLoader);
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(parts.toArray());
    } catch (InvocationTargetException e) {
      throw new CodecException(
          composite.recordClass() + " refuses its components: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new CodecException("cannot make a " + composite.recordClass() + ": " + e, e);
    }
  }
}
