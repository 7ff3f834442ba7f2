package io.ray4j.objectstore.codec;

import io.ray4j.objectstore.Selector;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps from a decoded value to a part of it. Stateless; loads nothing of Kryo. */
final class PathSteps {
  private PathSteps() {}

  static @Nullable Object select(@Nullable Object value, List<Selector> path) {
    Object part = value;
    for (Selector step : path) {
      if (step instanceof Selector.Component component) {
        part = component(part, component);
      } else {
        part = element(part, step.index());
      }
    }
    return part;
  }

  private static @Nullable Object component(@Nullable Object whole, Selector.Component step) {
    if (whole == null || !whole.getClass().getName().equals(step.recordClass())) {
      throw new CodecException(
          "component %s of a record %s was asked for, but the value is %s"
              .formatted(step.name(), step.recordClass(), typeOf(whole)),
          null);
    }
    RecordComponent[] components = whole.getClass().getRecordComponents();
    if (components == null
        || step.index() < 0
        || step.index() >= components.length
        || !components[step.index()].getName().equals(step.name())) {
      throw new CodecException(
          "%s has no component %s at index=%d"
              .formatted(step.recordClass(), step.name(), step.index()),
          null);
    }
    try {
      Field field = whole.getClass().getDeclaredField(step.name());
      field.setAccessible(true);
      return field.get(whole);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new CodecException(
          "component %s of %s cannot be read".formatted(step.name(), step.recordClass()), e);
    }
  }

  private static @Nullable Object element(@Nullable Object whole, int index) {
    if (!(whole instanceof List<?> list)) {
      throw new CodecException(
          "element %d of a list was asked for, but the value is %s".formatted(index, typeOf(whole)),
          null);
    }
    if (index < 0 || index >= list.size()) {
      throw new CodecException(
          "element %d of a list was asked for, but size=%d".formatted(index, list.size()), null);
    }
    return list.get(index);
  }

  private static String typeOf(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }
}
