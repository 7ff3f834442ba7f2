package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object or record: reads and writes its value, and puts its name into the path of
 * a failure. Immutable.
 */
final class ValueField {
  private final Field field;
  private final String step;

  /** Null for a field that holds a reference. */
  private final @Nullable ElementType primitive;

  ValueField(Field field) {
    this.field = field;
    this.step = "." + field.getName();
    this.primitive = field.getType().isPrimitive() ? ElementType.of(field.getType()) : null;
    try {
      field.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw RefusedException.at(
          step,
          new RefusedException(
              "module %s does not open package %s"
                  .formatted(
                      field.getDeclaringClass().getModule().getName(),
                      field.getDeclaringClass().getPackageName()),
              e));
    }
  }

  /** The value, boxed. */
  @Nullable Object get(Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw RefusedException.at(step, e);
    }
  }

  void write(Kryo kryo, Output output, Object owner) {
    try {
      if (primitive == null) {
        kryo.writeClassAndObject(output, field.get(owner));
        return;
      }
      switch (primitive) {
        case BOOLEAN -> output.writeBoolean(field.getBoolean(owner));
        case BYTE -> output.writeByte(field.getByte(owner));
        case SHORT -> output.writeShort(field.getShort(owner));
        case CHAR -> output.writeChar(field.getChar(owner));
        case INT -> output.writeInt(field.getInt(owner));
        case LONG -> output.writeLong(field.getLong(owner));
        case FLOAT -> output.writeFloat(field.getFloat(owner));
        case DOUBLE -> output.writeDouble(field.getDouble(owner));
      }
    } catch (IllegalAccessException | RuntimeException e) {
      throw RefusedException.at(step, e);
    }
  }

  /** The value read, boxed. */
  @Nullable Object read(Kryo kryo, Input input) {
    try {
      if (primitive == null) {
        return kryo.readClassAndObject(input);
      }
      return switch (primitive) {
        case BOOLEAN -> input.readBoolean();
        case BYTE -> input.readByte();
        case SHORT -> input.readShort();
        case CHAR -> input.readChar();
        case INT -> input.readInt();
        case LONG -> input.readLong();
        case FLOAT -> input.readFloat();
        case DOUBLE -> input.readDouble();
      };
    } catch (RuntimeException e) {
      throw RefusedException.at(step, e);
    }
  }

  void readInto(Kryo kryo, Input input, Object owner) {
    try {
      if (primitive == null) {
        field.set(owner, kryo.readClassAndObject(input));
        return;
      }
      switch (primitive) {
        case BOOLEAN -> field.setBoolean(owner, input.readBoolean());
        case BYTE -> field.setByte(owner, input.readByte());
        case SHORT -> field.setShort(owner, input.readShort());
        case CHAR -> field.setChar(owner, input.readChar());
        case INT -> field.setInt(owner, input.readInt());
        case LONG -> field.setLong(owner, input.readLong());
        case FLOAT -> field.setFloat(owner, input.readFloat());
        case DOUBLE -> field.setDouble(owner, input.readDouble());
      }
    } catch (IllegalAccessException | RuntimeException e) {
      throw RefusedException.at(step, e);
    }
  }
}
