package io.ray4j.internal;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.codec.ArrayRegion;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.scheduler.ObjectBytes;
import io.ray4j.scheduler.PinResult;
import io.ray4j.scheduler.task.TaskInput;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns sealed objects back into values or views. A value is read while its object is pinned; a
 * view keeps the pin until it is garbage, and with it every buffer made from it.
 *
 * <p>Thread-safe.
 */
final class ValueReader {
  private final ObjectCodec codec;
  private final ObjectBytes objects;
  private final BiConsumer<Object, Runnable> whenUnreachable;
  private final ClassLoader classLoader;
  private final ViewCache views = new ViewCache();

  /**
   * Makes a reader.
   *
   * @param whenUnreachable runs an action once an object is garbage
   */
  ValueReader(
      ObjectCodec codec,
      ObjectBytes objects,
      BiConsumer<Object, Runnable> whenUnreachable,
      ClassLoader classLoader) {
    this.codec = codec;
    this.objects = objects;
    this.whenUnreachable = whenUnreachable;
    this.classLoader = classLoader;
  }

  /**
   * The value, or a read-only view of it.
   *
   * @param object the object, or one that it is a part of
   * @param value what it was sealed as
   * @param view the buffer class to read an array through, or null for the value itself
   * @throws CodecException if it cannot be read so
   * @throws io.ray4j.RayException if its bytes cannot be had any more
   */
  @Nullable Object read(
      ObjectId object, ObjectValue value, List<Selector> path, @Nullable Class<?> view)
      throws InterruptedException {
    if (value instanceof ObjectValue.Composite composite) {
      List<@Nullable Object> parts = new ArrayList<>();
      for (int part = 0; part < composite.parts().size(); part++) {
        parts.add(read(object.part(part), composite.parts().get(part), List.of(), null));
      }
      return whole(composite, parts, path);
    }
    if (!(value instanceof ObjectValue.Stored)) {
      return readInline(value, path, view);
    }
    Buffer known = view == null ? null : views.find(object, path, view);
    if (known != null) {
      return known;
    }
    PinResult result = objects.pin(object);
    if (result instanceof PinResult.NotPinned gone) {
      throw Failures.exception(gone.failure(), codec);
    }
    PinResult.Pinned pinned = (PinResult.Pinned) result;
    boolean kept = false;
    try {
      if (view == null) {
        return codec.decode(objects.readable(pinned.extent()), path);
      }
      Segments.MappedView mapped = map(pinned.extent(), path, view);
      if (mapped == null) {
        return copiedView(objects.readable(pinned.extent()), path, view);
      }
      keep(object, path, view, mapped, pinned.unpin());
      kept = true;
      return Views.of(mapped.bytes(), view);
    } finally {
      if (!kept) {
        pinned.unpin().run();
      }
    }
  }

  /** The same for an input of the task that the calling thread runs, which is pinned. */
  @Nullable Object readInput(TaskInput input, @Nullable Class<?> view) {
    ObjectId object = input.object();
    if (input.value() instanceof ObjectValue.Composite composite && object != null) {
      List<@Nullable Object> parts = new ArrayList<>();
      for (int part = 0; part < composite.parts().size(); part++) {
        ObjectValue value = composite.parts().get(part);
        parts.add(readInput(new TaskInput(object.part(part), value, List.of(), null), null));
      }
      return whole(composite, parts, input.path());
    }
    if (!(input.value() instanceof ObjectValue.Stored stored) || object == null) {
      return readInline(input.value(), input.path(), view);
    }
    if (view == null) {
      return codec.decode(objects.readable(stored.extent()), input.path());
    }
    Buffer known = views.find(object, input.path(), view);
    if (known != null) {
      return known;
    }
    Segments.MappedView mapped = map(stored.extent(), input.path(), view);
    if (mapped == null) {
      return copiedView(objects.readable(stored.extent()), input.path(), view);
    }
    keep(object, input.path(), view, mapped, objects.pinInput(object, stored.extent()).unpin());
    return Views.of(mapped.bytes(), view);
  }

  private @Nullable Object readInline(
      ObjectValue value, List<Selector> path, @Nullable Class<?> view) {
    byte[] bytes = ((ObjectValue.Inline) value).payload();
    if (view == null) {
      return codec.decode(bytes, path);
    }
    ByteBuffer payload = ByteBuffer.wrap(bytes);
    ArrayRegion region = codec.region(payload, path);
    if (region == null) {
      return copiedView(Payload.of(payload), path, view);
    }
    checkViewable(region.elementType(), view);
    return Views.of(payload.slice((int) region.offset(), (int) region.length()), view);
  }

  /** A mapping of the array's bytes alone, or null if they do not lie in a row by themselves. */
  private Segments.@Nullable MappedView map(Extent extent, List<Selector> path, Class<?> view) {
    ArrayRegion region = codec.region(objects.readable(extent), path);
    if (region == null) {
      return null;
    }
    checkViewable(region.elementType(), view);
    checkLength(region.length(), region.elementType(), view);
    return objects.view(extent, region.offset(), region.length());
  }

  /** Unpins the object once no buffer made from the mapping is reachable. */
  private void keep(
      ObjectId object,
      List<Selector> path,
      Class<?> view,
      Segments.MappedView mapped,
      Runnable unpin) {
    Runnable forget = views.add(object, path, view, mapped);
    whenUnreachable.accept(
        mapped.mapping(),
        () -> {
          forget.run();
          unpin.run();
        });
  }

  /** Whether the part of the input is an array that the view can show. */
  boolean canView(TaskInput input, Class<?> view) {
    Payload payload;
    if (input.value() instanceof ObjectValue.Stored stored) {
      payload = objects.readable(stored.extent());
    } else if (input.value() instanceof ObjectValue.Inline inline) {
      payload = Payload.of(inline.payload());
    } else {
      return false;
    }
    ArrayRegion region = codec.region(payload, input.path());
    Class<?> elementType =
        region == null ? elementType(codec.decode(payload, input.path())) : region.elementType();
    return elementType == Views.elementTypeOf(view);
  }

  /** A view of an array that lies within an object graph, since it is small or deep inside. */
  private Object copiedView(Payload payload, List<Selector> path, Class<?> view) {
    Object part = codec.decode(payload, path);
    Class<?> elementType = elementType(part);
    checkViewable(elementType, view);
    EncodedObject encoded = codec.encode(part);
    checkLength(encoded.size(), elementType, view);
    ByteBuffer copy = ByteBuffer.wrap(encoded.toBytes());
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

  private static void checkLength(long bytes, @Nullable Class<?> elementType, Class<?> view) {
    if (bytes > Segments.MAX_VIEW_BYTES) {
      throw new CodecException(
          "Not viewable as %s: the %s[] has %,d bytes, and a view shows at most %,d. Get it as a copy, or split it into several arrays."
              .formatted(view.getSimpleName(), elementType, bytes, Segments.MAX_VIEW_BYTES),
          null);
    }
  }

  /** The element type of a primitive array, or null. */
  private static @Nullable Class<?> elementType(@Nullable Object value) {
    Class<?> type = value == null ? null : value.getClass().getComponentType();
    return type != null && type.isPrimitive() ? type : null;
  }

  /** The record or list that the parts are of. */
  private Object whole(
      ObjectValue.Composite composite, List<@Nullable Object> parts, List<Selector> path) {
    if (!path.isEmpty()) {
      throw new CodecException("a result of several objects has no inner path: " + path, null);
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
