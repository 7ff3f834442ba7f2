package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects that only Java serialization copies right: those whose class has a say in it ({@code
 * writeReplace} and its like), exceptions, serializable lambdas, proxies, and the JDK's own.
 *
 * <p>Kryo writes the parts first, then the Java stream with handles in their place. The object
 * exists only after its parts, so a part must not lead back to it. Belongs to one session.
 */
final class JavaSerializer extends Serializer<Object> {
  private final GraphReferences references;

  JavaSerializer(GraphReferences references) {
    this.references = references;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    references.enter(object);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    List<Object> parts;
    try (JavaWriter writer = new JavaWriter(bytes, object)) {
      writer.writeObject(object);
      parts = writer.parts();
    } catch (IOException e) {
      throw RefusedException.at("", e);
    }
    output.writeVarInt(parts.size(), true);
    for (Object part : parts) {
      try {
        kryo.writeClassAndObject(output, part);
      } catch (RuntimeException e) {
        throw RefusedException.at(stepTo(part, object), e);
      }
    }
    output.writeVarInt(bytes.size(), true);
    output.writeBytes(bytes.toByteArray());
    references.exit();
  }

  @Override
  public @Nullable Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    @Nullable Object[] parts = Elements.read(kryo, input);
    int length = GraphInput.readCount(input);
    ByteArrayInputStream bytes = new ByteArrayInputStream(input.readBytes(length));
    try (JavaReader reader = new JavaReader(bytes, length, parts, kryo.getClassLoader())) {
      return reader.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw RefusedException.at("", e);
    }
  }

  /** The field that holds the part, if one that can be read does; else the part's class. */
  private static String stepTo(Object part, Object owner) {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      if (JdkTypes.isJdk(type)) {
        break;
      }
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && field.trySetAccessible()
            && holds(field, owner, part)) {
          return "." + field.getName();
        }
      }
    }
    return ".(" + TypeNames.shortName(part.getClass()) + ")";
  }

  private static boolean holds(Field field, Object owner, Object part) {
    try {
      return field.get(owner) == part;
    } catch (IllegalAccessException e) {
      return false;
    }
  }
}
