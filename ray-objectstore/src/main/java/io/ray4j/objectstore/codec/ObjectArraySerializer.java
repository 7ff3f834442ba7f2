package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;

/** Arrays of references, of any number of dimensions. Stateless. */
final class ObjectArraySerializer extends Serializer<Object[]> {
  @Override
  public void write(Kryo kryo, Output output, Object[] array) {
    Elements.write(kryo, output, array, array.length);
  }

  @Override
  public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> type) {
    Object[] array =
        (Object[]) Array.newInstance(type.getComponentType(), GraphInput.readCount(input));
    kryo.reference(array);
    Elements.read(kryo, input, array);
    return array;
  }
}
