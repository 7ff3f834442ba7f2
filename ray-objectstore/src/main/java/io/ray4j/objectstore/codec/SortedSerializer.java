package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mutable collection of the JDK that a comparator orders: the comparator, then the elements.
 * Belongs to one session.
 */
final class SortedSerializer<C extends Collection<@Nullable Object>> extends Serializer<C> {
  private final GraphReferences references;
  private final Function<C, @Nullable Comparator<? super Object>> comparatorOf;
  private final Function<@Nullable Comparator<? super Object>, C> maker;

  SortedSerializer(
      GraphReferences references,
      Function<C, @Nullable Comparator<? super Object>> comparatorOf,
      Function<@Nullable Comparator<? super Object>, C> maker) {
    this.references = references;
    this.comparatorOf = comparatorOf;
    this.maker = maker;
  }

  @Override
  public void write(Kryo kryo, Output output, C collection) {
    Comparators.write(kryo, output, references, collection, comparatorOf.apply(collection));
    @Nullable Object[] elements = collection.toArray();
    Elements.write(kryo, output, elements, elements.length);
  }

  @Override
  public C read(Kryo kryo, Input input, Class<? extends C> type) {
    C collection = maker.apply(Comparators.read(kryo, input));
    kryo.reference(collection);
    Collections.addAll(collection, Elements.read(kryo, input));
    return collection;
  }
}
