package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.PayloadLayout.BYTE;
import static io.ray4j.objectstore.codec.PayloadLayout.CHARACTER;
import static io.ray4j.objectstore.codec.PayloadLayout.DOUBLE;
import static io.ray4j.objectstore.codec.PayloadLayout.FALSE;
import static io.ray4j.objectstore.codec.PayloadLayout.FLOAT;
import static io.ray4j.objectstore.codec.PayloadLayout.HEADER_ORDER;
import static io.ray4j.objectstore.codec.PayloadLayout.INTEGER;
import static io.ray4j.objectstore.codec.PayloadLayout.LONG;
import static io.ray4j.objectstore.codec.PayloadLayout.NULL;
import static io.ray4j.objectstore.codec.PayloadLayout.SHORT;
import static io.ray4j.objectstore.codec.PayloadLayout.STRING_LATIN1;
import static io.ray4j.objectstore.codec.PayloadLayout.STRING_UTF16;
import static io.ray4j.objectstore.codec.PayloadLayout.TAG_LENGTH;
import static io.ray4j.objectstore.codec.PayloadLayout.TRUE;
import static io.ray4j.objectstore.codec.PayloadLayout.corrupt;
import static io.ray4j.objectstore.codec.PayloadLayout.tag;

import io.ray4j.objectstore.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Null, boxed primitives and strings as whole values. Stateless.
 *
 * <p>Loads nothing of Kryo: many tasks take and give nothing else, and a worker that runs only
 * these starts in half the time.
 */
final class ScalarCodec {
  private ScalarCodec() {}

  /** The payload of a scalar, null if the value is none. */
  static byte @Nullable [] encode(Object value) {
    if (value instanceof Integer number) {
      return number(INTEGER, Integer.BYTES, number);
    } else if (value instanceof String string) {
      return encodeString(string);
    } else if (value instanceof Long number) {
      return number(LONG, Long.BYTES, number);
    } else if (value instanceof Double number) {
      return number(DOUBLE, Double.BYTES, Double.doubleToRawLongBits(number));
    } else if (value instanceof Boolean truth) {
      return new byte[] {tag(truth ? TRUE : FALSE)};
    } else if (value instanceof Float number) {
      return number(FLOAT, Float.BYTES, Float.floatToRawIntBits(number));
    } else if (value instanceof Byte number) {
      return new byte[] {tag(BYTE), number};
    } else if (value instanceof Short number) {
      return number(SHORT, Short.BYTES, number);
    } else if (value instanceof Character character) {
      return number(CHARACTER, Character.BYTES, character);
    }
    return null;
  }

  /** Whether {@link #decode} knows the kind. */
  static boolean isScalar(int kind) {
    return kind >= NULL && kind <= STRING_UTF16;
  }

  static @Nullable Object decode(int kind, Payload payload) {
    int length = bodyLength(payload);
    if (isString(kind)) {
      ByteBuffer body = payload.contiguous(TAG_LENGTH, length).order(HEADER_ORDER);
      return kind == STRING_LATIN1 ? latin1(body) : utf16(body);
    }
    byte[] head = new byte[(int) Math.min(payload.size(), TAG_LENGTH + Long.BYTES)];
    payload.get(0, head, head.length);
    return decodeFixed(kind, head, length);
  }

  /** The same for a payload in an array of its own, without a buffer around it unless a string. */
  static @Nullable Object decode(int kind, byte[] payload) {
    return isString(kind)
        ? decode(kind, Payload.of(payload))
        : decodeFixed(kind, payload, payload.length - TAG_LENGTH);
  }

  private static boolean isString(int kind) {
    return kind == STRING_LATIN1 || kind == STRING_UTF16;
  }

  /** Decodes what has a fixed length; {@code length} is how much follows the tag. */
  private static @Nullable Object decodeFixed(int kind, byte[] head, int length) {
    return switch (kind) {
      case NULL -> exactly(length, null);
      case TRUE -> exactly(length, true);
      case FALSE -> exactly(length, false);
      case BYTE -> (byte) bits(head, length, Byte.BYTES);
      case SHORT -> (short) bits(head, length, Short.BYTES);
      case CHARACTER -> (char) bits(head, length, Character.BYTES);
      case INTEGER -> (int) bits(head, length, Integer.BYTES);
      case LONG -> bits(head, length, Long.BYTES);
      case FLOAT -> Float.intBitsToFloat((int) bits(head, length, Float.BYTES));
      case DOUBLE -> Double.longBitsToDouble(bits(head, length, Double.BYTES));
      default -> throw corrupt("kind=" + kind);
    };
  }

  private static long bits(byte[] head, int length, int expected) {
    checkLength(length, expected);
    long bits = 0;
    for (int i = 0; i < expected; i++) {
      bits |= (head[TAG_LENGTH + i] & 0xFFL) << (Byte.SIZE * i);
    }
    return bits;
  }

  private static @Nullable Object exactly(int length, @Nullable Object value) {
    checkLength(length, 0);
    return value;
  }

  private static int bodyLength(Payload payload) {
    long length = payload.size() - TAG_LENGTH;
    if (length > Integer.MAX_VALUE) {
      throw corrupt("a scalar or a string of length=" + length);
    }
    return (int) length;
  }

  private static byte[] encodeString(String string) {
    // Not UTF-8: it has no form for half a surrogate pair, and would lose it without a word.
    int length = string.length();
    for (int i = 0; i < length; i++) {
      if (string.charAt(i) > 0xFF) {
        byte[] wide = payload(STRING_UTF16, Math.multiplyExact(length, Character.BYTES));
        ByteBuffer.wrap(wide, TAG_LENGTH, wide.length - TAG_LENGTH)
            .order(HEADER_ORDER)
            .asCharBuffer()
            .put(string);
        return wide;
      }
    }
    byte[] narrow = payload(STRING_LATIN1, length);
    System.arraycopy(string.getBytes(StandardCharsets.ISO_8859_1), 0, narrow, TAG_LENGTH, length);
    return narrow;
  }

  private static String latin1(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String utf16(ByteBuffer body) {
    if (body.remaining() % Character.BYTES != 0) {
      throw corrupt("half a character at the end of a string of length=" + body.remaining());
    }
    return body.asCharBuffer().toString();
  }

  private static byte[] number(int kind, int length, long bits) {
    byte[] payload = payload(kind, length);
    for (int i = 0; i < length; i++) {
      payload[TAG_LENGTH + i] = (byte) (bits >>> (Byte.SIZE * i));
    }
    return payload;
  }

  private static byte[] payload(int kind, int length) {
    byte[] payload = new byte[Math.addExact(TAG_LENGTH, length)];
    payload[0] = tag(kind);
    return payload;
  }

  private static void checkLength(int length, int expected) {
    if (length != expected) {
      throw corrupt("length=" + length + ", expected=" + expected);
    }
  }
}
