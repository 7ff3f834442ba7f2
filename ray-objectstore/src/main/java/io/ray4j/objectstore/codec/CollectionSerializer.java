package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collection;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * A mutable collection of the JDK, by its elements. Exists before its elements are read, so cycles
 * through it are fine. Stateless.
 */
final class CollectionSerializer extends Serializer<Collection<@Nullable Object>> {
  /** Makes an empty collection. */
  interface Maker {
    Collection<@Nullable Object> make(int size);
  }

  private final Maker maker;

  CollectionSerializer(Maker maker) {
    this.maker = maker;
  }

  @Override
  public void write(Kryo kryo, Output output, Collection<@Nullable Object> collection) {
    // A copy, so that number and elements agree even for a collection that others change.
    @Nullable Object[] elements = collection.toArray();
    Elements.write(kryo, output, elements, elements.length);
  }

  @Override
  public Collection<@Nullable Object> read(
      Kryo kryo, Input input, Class<? extends Collection<@Nullable Object>> type) {
    int count = GraphInput.readCount(input);
    Collection<@Nullable Object> collection = maker.make(count);
    kryo.reference(collection);
    @Nullable Object[] elements = new Object[count];
    Elements.read(kryo, input, elements);
    // All at once: CopyOnWrite collections copy themselves with every single element.
    Collections.addAll(collection, elements);
    return collection;
  }
}
