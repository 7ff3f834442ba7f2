package io.ray4j.cluster;

import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.objectstore.codec.ObjectCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Byte arrays that are stored as the user has them, without the head of a payload: Ray's Java API
 * takes whole arrays, so the head would cost a copy. They are told from payloads by their first
 * byte; those that look like one get a head. Stateless.
 */
final class BareBytes {
  /** A smaller one is copied in no time. */
  private static final int MIN_BYTES = 64 << 10;

  private BareBytes() {}

  /** The caller's own array if it can be stored as it is, or null. */
  static byte @Nullable [] of(EncodedObject value) {
    byte[] bytes = value.plainBytes();
    return bytes != null && bytes.length >= MIN_BYTES && !ObjectCodec.isPayload(bytes[0])
        ? bytes
        : null;
  }

  /** Whether what was stored lacks its head. */
  static boolean isBare(ByteBuffer stored) {
    return stored.remaining() >= MIN_BYTES && !ObjectCodec.isPayload(stored.get(stored.position()));
  }

  /** What was stored as a payload, where it lies. */
  static Payload payload(ByteBuffer stored) {
    return isBare(stored)
        ? Payload.ofPieces(List.of(head(stored.remaining()), stored))
        : Payload.of(stored);
  }

  /** What was stored as a payload in one array. */
  static byte[] toPayload(byte[] stored) {
    if (!isBare(ByteBuffer.wrap(stored))) {
      return stored;
    }
    ByteBuffer head = head(stored.length);
    byte[] payload = new byte[Math.addExact(head.remaining(), stored.length)];
    int length = head.remaining();
    head.get(payload, 0, length);
    System.arraycopy(stored, 0, payload, length, stored.length);
    return payload;
  }

  /** How many bytes of the payload come before those that were stored. */
  static int headLength(ByteBuffer stored) {
    return isBare(stored) ? head(stored.remaining()).remaining() : 0;
  }

  private static ByteBuffer head(int length) {
    return ByteBuffer.wrap(ObjectCodec.headOfBytes(length));
  }
}
