package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Plain objects, field by field, superclasses first; transient fields stay behind.
 *
 * <p>In place of Kryo's own, because that leaves out what an inner class captures, reads fields
 * through Unsafe or generated classes, and names no path. Belongs to one session.
 */
final class FieldsSerializer extends Serializer<Object> {
  private final ValueField[] fields;

  FieldsSerializer(Class<?> type) {
    List<ValueField> found = new ArrayList<>();
    collect(type, found);
    fields = found.toArray(new ValueField[0]);
  }

  private static void collect(Class<?> type, List<ValueField> found) {
    if (type.getSuperclass() != null) {
      collect(type.getSuperclass(), found);
    }
    Field[] declared = type.getDeclaredFields();
    // The order of reflection is not promised to be the same in the process that reads.
    Arrays.sort(declared, Comparator.comparing(Field::getName));
    for (Field field : declared) {
      int modifiers = field.getModifiers();
      if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
        found.add(new ValueField(field));
      }
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    for (ValueField field : fields) {
      field.write(kryo, output, object);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    Object object = kryo.newInstance(type);
    kryo.reference(object);
    for (ValueField field : fields) {
      field.readInto(kryo, input, object);
    }
    return object;
  }
}
