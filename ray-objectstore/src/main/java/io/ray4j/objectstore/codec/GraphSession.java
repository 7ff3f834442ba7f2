package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.io.Output;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.Payload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One Kryo with its buffers, and what the serializers of one graph share: the out-of-band arrays
 * and the refs met.
 *
 * <p>Used by one thread at a time, for one graph at a time; {@link #end} forgets the graph. After a
 * failure it is thrown away.
 */
final class GraphSession {
  private static final int INITIAL_BUFFER = 1024;

  /** A larger buffer is not worth keeping for the next graph. */
  private static final int MAX_KEPT_BUFFER = 1 << 20;

  final ClassLoader classLoader;
  final RefCodec refs;
  final GraphReferences references = new GraphReferences();
  private final GraphKryo kryo;
  private final Output output;
  private final GraphInput input = new GraphInput();
  private byte[] scratch = new byte[INITIAL_BUFFER];

  private final List<Object> writtenArrays = new ArrayList<>();
  private final Set<ObjectId> writtenRefs = new LinkedHashSet<>();
  private List<ArrayEntry> readArrays = List.of();
  private @Nullable Payload payload;

  /**
   * @param maxBytes the longest graph, without its out-of-band arrays
   */
  GraphSession(ClassLoader classLoader, RefCodec refs, int maxBytes) {
    this.classLoader = classLoader;
    this.refs = refs;
    this.output = new Output(INITIAL_BUFFER, maxBytes);
    this.kryo = new GraphKryo(this);
  }

  EncodedObject encode(Object value) {
    kryo.writeClassAndObject(output, value);
    List<Object> arrays = List.copyOf(writtenArrays);
    boolean components = !arrays.isEmpty() && value instanceof Record;
    long[] offsets = new long[arrays.size()];
    byte[] head =
        ObjectHeader.assemble(
            output.getBuffer(),
            output.position(),
            arrays,
            components ? RecordSerializer.componentArrays(value, arrays) : new int[0],
            components ? value.getClass().getName() : "",
            offsets);
    return new EncodedObject(head, arrays, offsets, List.copyOf(writtenRefs));
  }

  @Nullable Object decode(Payload source, ObjectHeader header) {
    payload = source;
    readArrays = header.arrays();
    int length = header.graphLength();
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    source.get(header.graphOffset(), scratch, length);
    input.setBuffer(scratch, 0, length);
    Object value = kryo.readClassAndObject(input);
    if (input.left() > 0) {
      throw new RefusedException("bytes left over=" + input.left(), null);
    }
    return value;
  }

  /** Takes an array out of the graph. */
  int writeOutOfBand(Object array) {
    writtenArrays.add(array);
    return writtenArrays.size() - 1;
  }

  /** A copy of an out-of-band array of the payload. */
  Object readOutOfBand(int index, ElementType type) {
    if (payload == null || index < 0 || index >= readArrays.size()) {
      throw new RefusedException("array=" + index + ", arrays=" + readArrays.size(), null);
    }
    ArrayEntry entry = readArrays.get(index);
    if (entry.type() != type) {
      throw new RefusedException("array=" + index + " is of " + entry.type().type, null);
    }
    return entry.read(payload);
  }

  void addRef(ObjectId object) {
    writtenRefs.add(object);
  }

  /** Forgets the graph, so that a pooled session holds on to nothing of its user's. */
  void end() {
    writtenArrays.clear();
    writtenRefs.clear();
    readArrays = List.of();
    payload = null;
    input.forget();
    if (scratch.length > MAX_KEPT_BUFFER) {
      scratch = new byte[INITIAL_BUFFER];
    }
    if (output.getBuffer().length > MAX_KEPT_BUFFER) {
      output.setBuffer(new byte[INITIAL_BUFFER], output.getMaxCapacity());
    }
    output.reset();
  }
}
