package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.IntSummaryStatistics;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Small values of the JDK: those that have no other way, and those common enough that the way of
 * Java serialization would be too slow. Stateless unless said otherwise.
 */
final class ValueSerializers {
  private ValueSerializers() {}

  /** Registers them; the order is part of the payload format. */
  static void register(Kryo kryo, GraphReferences references) {
    kryo.register(UUID.class, of((o, v) -> put(o, v), i -> new UUID(i.readLong(), i.readLong())));
    kryo.register(Class.class, new ClassSerializer());
    kryo.register(
        AtomicInteger.class,
        ValueSerializers.<AtomicInteger>of(
            (o, v) -> o.writeInt(v.get()), i -> new AtomicInteger(i.readInt())));
    kryo.register(
        AtomicLong.class,
        ValueSerializers.<AtomicLong>of(
            (o, v) -> o.writeLong(v.get()), i -> new AtomicLong(i.readLong())));
    kryo.register(
        AtomicBoolean.class,
        ValueSerializers.<AtomicBoolean>of(
            (o, v) -> o.writeBoolean(v.get()), i -> new AtomicBoolean(i.readBoolean())));
    kryo.register(AtomicReference.class, new AtomicReferenceSerializer());
    kryo.register(Optional.class, new OptionalSerializer(references));
    kryo.register(
        IntSummaryStatistics.class,
        ValueSerializers.<IntSummaryStatistics>of(
            (o, v) -> {
              o.writeLong(v.getCount());
              o.writeInt(v.getMin());
              o.writeInt(v.getMax());
              o.writeLong(v.getSum());
            },
            i -> new IntSummaryStatistics(i.readLong(), i.readInt(), i.readInt(), i.readLong())));
    kryo.register(
        LongSummaryStatistics.class,
        ValueSerializers.<LongSummaryStatistics>of(
            (o, v) -> {
              o.writeLong(v.getCount());
              o.writeLong(v.getMin());
              o.writeLong(v.getMax());
              o.writeLong(v.getSum());
            },
            i ->
                new LongSummaryStatistics(i.readLong(), i.readLong(), i.readLong(), i.readLong())));
    kryo.register(
        DoubleSummaryStatistics.class,
        ValueSerializers.<DoubleSummaryStatistics>of(
            (o, v) -> {
              o.writeLong(v.getCount());
              o.writeDouble(v.getMin());
              o.writeDouble(v.getMax());
              o.writeDouble(v.getSum());
            },
            i ->
                new DoubleSummaryStatistics(
                    i.readLong(), i.readDouble(), i.readDouble(), i.readDouble())));
  }

  /** For values whose classes are not public; null for any other class. */
  static @Nullable Serializer<?> choose(Class<?> type) {
    if (Path.class.isAssignableFrom(type)) {
      return ValueSerializers.<Path>of(
          (o, v) -> o.writeString(ofDefaultFileSystem(v).toString()), i -> Path.of(i.readString()));
    } else if (Charset.class.isAssignableFrom(type)) {
      return ValueSerializers.<Charset>of(
          (o, v) -> o.writeString(v.name()), i -> Charset.forName(i.readString()));
    }
    return null;
  }

  private static void put(Output output, UUID uuid) {
    output.writeLong(uuid.getMostSignificantBits());
    output.writeLong(uuid.getLeastSignificantBits());
  }

  private static Path ofDefaultFileSystem(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new RefusedException(
          "the path %s belongs to a file system of this process only: %s"
              .formatted(path, path.getFileSystem()),
          null);
    }
    return path;
  }

  private interface Writer<T> {
    void write(Output output, T value);
  }

  private interface Reader<T> {
    T read(Input input);
  }

  private static <T> Serializer<T> of(Writer<T> writer, Reader<T> reader) {
    return new Serializer<>() {
      @Override
      public void write(Kryo kryo, Output output, T value) {
        writer.write(output, value);
      }

      @Override
      public T read(Kryo kryo, Input input, Class<? extends T> type) {
        return reader.read(input);
      }
    };
  }

  /** Classes by name, which Kryo's own cannot do for primitives. */
  private static final class ClassSerializer extends Serializer<Class<?>> {
    @Override
    public void write(Kryo kryo, Output output, Class<?> value) {
      if (value.isHidden()) {
        throw new RefusedException(value.getName() + " cannot be found by name", null);
      }
      output.writeString(value.getName());
    }

    @Override
    public Class<?> read(Kryo kryo, Input input, Class<? extends Class<?>> type) {
      String name = input.readString();
      try {
        return ClassNames.find(String.valueOf(name), kryo.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw RefusedException.at("", e);
      }
    }
  }

  /** A mutable cell, so a cycle through it is fine. */
  private static final class AtomicReferenceSerializer
      extends Serializer<AtomicReference<@Nullable Object>> {
    @Override
    public void write(Kryo kryo, Output output, AtomicReference<@Nullable Object> cell) {
      Parts.write(kryo, output, ".value", cell.get());
    }

    @Override
    public AtomicReference<@Nullable Object> read(
        Kryo kryo, Input input, Class<? extends AtomicReference<@Nullable Object>> type) {
      AtomicReference<@Nullable Object> cell = new AtomicReference<>();
      kryo.reference(cell);
      cell.set(kryo.readClassAndObject(input));
      return cell;
    }
  }

  /** Built after its value. Belongs to one session. */
  private static final class OptionalSerializer extends Serializer<Optional<?>> {
    private final GraphReferences references;

    private OptionalSerializer(GraphReferences references) {
      this.references = references;
    }

    @Override
    public void write(Kryo kryo, Output output, Optional<?> optional) {
      references.enter(optional);
      Parts.write(kryo, output, ".value", optional.orElse(null));
      references.exit();
    }

    @Override
    public Optional<?> read(Kryo kryo, Input input, Class<? extends Optional<?>> type) {
      return Optional.ofNullable(kryo.readClassAndObject(input));
    }
  }
}
