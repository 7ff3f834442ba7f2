package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Primitive arrays inside a graph: the index of an out-of-band array for a large one, the elements
 * for a small one. Belongs to one session.
 */
final class RawArraySerializer extends Serializer<Object> {
  private static final int OUT_OF_BAND = 0;

  private final ElementType type;
  private final GraphSession session;

  RawArraySerializer(ElementType type, GraphSession session) {
    this.type = type;
    this.session = session;
  }

  @Override
  public void write(Kryo kryo, Output output, Object array) {
    int bytes = (int) Math.min(type.byteLength(array), PayloadLayout.OUT_OF_BAND_BYTES);
    if (bytes >= PayloadLayout.OUT_OF_BAND_BYTES) {
      output.writeVarInt(OUT_OF_BAND, true);
      output.writeVarInt(session.writeOutOfBand(array), true);
      return;
    }
    byte[] elements = new byte[bytes];
    int count = Array.getLength(array);
    type.write(array, 0, count, ByteBuffer.wrap(elements).order(ByteOrder.nativeOrder()));
    output.writeVarInt(count + 1, true);
    output.writeBytes(elements);
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> arrayType) {
    int countPlusOne = input.readVarInt(true);
    if (countPlusOne == OUT_OF_BAND) {
      return session.readOutOfBand(input.readVarInt(true), type);
    }
    int count = countPlusOne - 1;
    if (count < 0 || count >= PayloadLayout.OUT_OF_BAND_BYTES) {
      throw new RefusedException("elements=" + count, null);
    }
    ByteBuffer elements = ByteBuffer.wrap(input.readBytes(count * type.bytes));
    Object array = Array.newInstance(type.type, count);
    type.read(elements.order(ByteOrder.nativeOrder()), array, 0, count);
    return array;
  }
}
