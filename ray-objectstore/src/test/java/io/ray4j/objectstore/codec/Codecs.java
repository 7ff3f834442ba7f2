package io.ray4j.objectstore.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** Round trips between two codecs that share nothing, as between two processes. */
final class Codecs {
  private Codecs() {}

  static ObjectCodec writer() {
    return new ObjectCodec(Codecs.class.getClassLoader(), TestRef.codec("writer"));
  }

  static ObjectCodec reader() {
    return new ObjectCodec(Codecs.class.getClassLoader(), TestRef.codec("reader"));
  }

  static byte[] encode(Object value) {
    return writer().encode(value).toBytes();
  }

  static Object decode(byte[] payload) {
    return reader().decode(ByteBuffer.wrap(payload), List.of());
  }

  @SuppressWarnings("unchecked") // the caller names the type it expects and would see another
  static <T> T roundTrip(T value) {
    return (T) decode(encode(value));
  }
}
