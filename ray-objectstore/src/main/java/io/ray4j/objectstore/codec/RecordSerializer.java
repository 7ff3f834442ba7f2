package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records: written from their fields, since an accessor may return something else; read through the
 * canonical constructor, with all that it checks. Belongs to one session.
 */
final class RecordSerializer extends Serializer<Object> {
  /** A record's class is reflected on once, whichever session meets it. */
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private final Shape shape;
  private final GraphReferences references;

  RecordSerializer(Class<?> type, GraphReferences references) {
    this.shape = SHAPES.get(type);
    this.references = references;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    references.enter(object);
    for (ValueField field : shape.fields) {
      field.write(kryo, output, object);
    }
    references.exit();
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    @Nullable Object[] values = new Object[shape.fields.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = shape.fields[i].read(kryo, input);
    }
    try {
      return shape.constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new RefusedException(
          "the constructor of " + type.getName() + " refused its components: " + e.getCause(),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw RefusedException.at("", e);
    }
  }

  /** For each component of a record, which of the arrays it holds; -1 for none of them. */
  static int[] componentArrays(Object value, List<Object> arrays) {
    Shape shape = SHAPES.get(value.getClass());
    int[] indexes = new int[shape.fields.length];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = indexOf(shape.fields[i].get(value), arrays);
    }
    return indexes;
  }

  private static int indexOf(@Nullable Object component, List<Object> arrays) {
    if (component != null && ElementType.ofArray(component) != null) {
      for (int i = 0; i < arrays.size(); i++) {
        if (arrays.get(i) == component) {
          return i;
        }
      }
    }
    return -1;
  }

  /**
   * A record class: its components' fields in the order of the header, and its constructor.
   *
   * <p>A class and no record: nothing compares shapes.
   */
  private static final class Shape {
    private final ValueField[] fields;
    private final Constructor<?> constructor;

    private Shape(ValueField[] fields, Constructor<?> constructor) {
      this.fields = fields;
      this.constructor = constructor;
    }

    private static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] parameters = new Class<?>[components.length];
      ValueField[] fields = new ValueField[components.length];
      try {
        for (int i = 0; i < components.length; i++) {
          parameters[i] = components[i].getType();
          fields[i] = new ValueField(type.getDeclaredField(components[i].getName()));
        }
        Constructor<?> constructor = type.getDeclaredConstructor(parameters);
        constructor.setAccessible(true);
        return new Shape(fields, constructor);
      } catch (ReflectiveOperationException e) {
        throw RefusedException.at("", e);
      }
    }
  }
}
