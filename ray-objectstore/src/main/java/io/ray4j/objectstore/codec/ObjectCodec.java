package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY;
import static io.ray4j.objectstore.codec.PayloadLayout.OBJECT;
import static io.ray4j.objectstore.codec.PayloadLayout.corrupt;

import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Selector;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into payloads and back. What a payload looks like is drawn in {@code PayloadLayout}.
 *
 * <p>Thread-safe. Null, boxed primitives, strings and primitive arrays never load Kryo; the first
 * other value does. Holds no resources: it ends with its last reference.
 */
public final class ObjectCodec {
  private static final EncodedObject NULL =
      EncodedObject.of(new byte[] {PayloadLayout.tag(PayloadLayout.NULL)});

  private final ClassLoader classLoader;
  private final RefCodec refs;
  private volatile @Nullable GraphCodec graphs;

  /**
   * @param classLoader finds the classes of values that are read
   * @param refs how object refs travel
   */
  public ObjectCodec(ClassLoader classLoader, RefCodec refs) {
    this.classLoader = classLoader;
    this.refs = refs;
  }

  /**
   * Encodes a value. The result still points to the value's primitive arrays, so the caller writes
   * it before it returns to user code.
   *
   * @throws CodecException if the value cannot travel; names the path to the part at fault
   */
  public EncodedObject encode(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    byte[] scalar = ScalarCodec.encode(value);
    if (scalar != null) {
      return EncodedObject.of(scalar);
    }
    ElementType type = ElementType.ofArray(value);
    return type != null ? RawArrays.encode(type, value) : graphs().encode(value);
  }

  /**
   * Decodes the part of a payload that the path selects.
   *
   * @param path the steps from the whole value to the part; empty for the whole
   * @throws CodecException if the payload cannot be read, or has no such part
   */
  public @Nullable Object decode(Payload payload, List<Selector> path) {
    int kind = kind(payload);
    ArrayEntry array = array(kind, payload, path);
    if (array != null) {
      return array.read(payload);
    }
    Object value =
        switch (kind) {
          case ARRAY -> RawArrays.entry(payload).read(payload);
          case OBJECT -> graphs().decode(payload, ObjectHeader.read(payload));
          default -> ScalarCodec.decode(kind, payload);
        };
    return PathSteps.select(value, path);
  }

  /** The same for a payload in an array of its own. */
  public @Nullable Object decode(byte[] payload, List<Selector> path) {
    int kind = payload.length == 0 ? -1 : PayloadLayout.kind(payload[0]);
    return path.isEmpty() && ScalarCodec.isScalar(kind)
        ? ScalarCodec.decode(kind, payload)
        : decode(Payload.of(payload), path);
  }

  /** The same for a payload between a buffer's position and its limit; neither is changed. */
  public @Nullable Object decode(ByteBuffer payload, List<Selector> path) {
    return decode(Payload.of(payload), path);
  }

  /**
   * Where the selected part lies, if it is a primitive array written raw: the whole value, or an
   * out-of-band array that is a component of the record that is the whole value. Null otherwise.
   *
   * @throws CodecException if the payload's tables cannot be read
   */
  public @Nullable ArrayRegion region(Payload payload, List<Selector> path) {
    ArrayEntry array = array(kind(payload), payload, path);
    return array == null ? null : array.region();
  }

  /** The same for a payload between a buffer's position and its limit; neither is changed. */
  public @Nullable ArrayRegion region(ByteBuffer payload, List<Selector> path) {
    return region(Payload.of(payload), path);
  }

  /**
   * What comes before the bytes themselves in the payload of a byte array of 1 KB or more: so a
   * payload can be put together in front of bytes that lie somewhere by themselves.
   */
  public static byte[] headOfBytes(int length) {
    return RawArrays.head(
        ElementType.BYTE, length, PayloadLayout.ALIGNMENT, PayloadLayout.ALIGNMENT);
  }

  /** Whether a payload may begin with that byte. */
  public static boolean isPayload(byte first) {
    return PayloadLayout.isTag(first);
  }

  private static @Nullable ArrayEntry array(int kind, Payload source, List<Selector> path) {
    if (kind == ARRAY && path.isEmpty()) {
      return RawArrays.entry(source);
    } else if (kind == OBJECT && path.size() == 1) {
      return ObjectHeader.read(source).array(path.get(0));
    }
    return null;
  }

  private static int kind(Payload source) {
    if (source.size() == 0) {
      throw corrupt("it is empty");
    }
    int kind = PayloadLayout.kind(source.get(0));
    if (!ScalarCodec.isScalar(kind) && kind != ARRAY && kind != OBJECT) {
      throw corrupt("kind=" + kind);
    }
    return kind;
  }

  private GraphCodec graphs() {
    GraphCodec existing = graphs;
    if (existing == null) {
      // Two threads may each make one: the pools they fill are all that is lost.
      existing = new GraphCodec(classLoader, refs, PayloadLayout.MAX_HEAD_BYTES);
      graphs = existing;
    }
    return existing;
  }
}
