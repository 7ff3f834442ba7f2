package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.PayloadLayout.ARRAY_ENTRY_LENGTH;
import static io.ray4j.objectstore.codec.PayloadLayout.FLAG_COMPONENT_TABLE;
import static io.ray4j.objectstore.codec.PayloadLayout.HEADER_ORDER;
import static io.ray4j.objectstore.codec.PayloadLayout.OBJECT;
import static io.ray4j.objectstore.codec.PayloadLayout.OBJECT_ARRAYS_OFFSET;
import static io.ray4j.objectstore.codec.PayloadLayout.OBJECT_FLAGS_OFFSET;
import static io.ray4j.objectstore.codec.PayloadLayout.OBJECT_GRAPH_LENGTH_OFFSET;
import static io.ray4j.objectstore.codec.PayloadLayout.OBJECT_HEADER_LENGTH;
import static io.ray4j.objectstore.codec.PayloadLayout.align;
import static io.ray4j.objectstore.codec.PayloadLayout.corrupt;
import static io.ray4j.objectstore.codec.PayloadLayout.tag;

import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Selector;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables in front of a graph: where its arrays lie, and which of them are components of the
 * record that is the whole value. Immutable; loads nothing of Kryo, so that a view of a record's
 * array needs none.
 *
 * @param graphOffset of the graph's bytes, from the payload's start
 * @param componentArrays for each component of the record the index of its array, or -1; empty
 *     without a component table
 * @param recordClass the record's binary name, empty without a component table
 */
record ObjectHeader(
    int graphOffset,
    int graphLength,
    List<ArrayEntry> arrays,
    List<Integer> componentArrays,
    String recordClass) {

  /** The array that a step into the record selects, null if it is not out of band. */
  @Nullable ArrayEntry array(Selector step) {
    if (step instanceof Selector.Component component
        && component.recordClass().equals(recordClass)
        && component.index() >= 0
        && component.index() < componentArrays.size()) {
      int index = componentArrays.get(component.index());
      return index < 0 ? null : arrays.get(index);
    }
    return null;
  }

  static ObjectHeader read(Payload payload) {
    long length = payload.size();
    if (length < OBJECT_HEADER_LENGTH) {
      throw corrupt("an object's header does not fit into length=" + length);
    }
    ByteBuffer header = payload.slice(0, length).order(HEADER_ORDER);
    int flags = header.get(OBJECT_FLAGS_OFFSET);
    int graphLength = header.getInt(OBJECT_GRAPH_LENGTH_OFFSET);
    int arrayCount = header.getInt(OBJECT_ARRAYS_OFFSET);
    header.position(OBJECT_HEADER_LENGTH);
    fits(header, arrayCount, ARRAY_ENTRY_LENGTH);
    List<ArrayEntry> arrays = arrayCount == 0 ? List.of() : new ArrayList<>(arrayCount);
    for (int i = 0; i < arrayCount; i++) {
      ElementType type = ElementType.ofCode(header.get());
      arrays.add(new ArrayEntry(type, header.getLong(), header.getLong()).within(length));
    }
    List<Integer> components = List.of();
    String recordClass = "";
    if ((flags & FLAG_COMPONENT_TABLE) != 0) {
      components = readComponents(header, arrayCount);
      fits(header, Integer.BYTES, 1);
      byte[] name = new byte[fits(header, header.getInt(), 1)];
      header.get(name);
      recordClass = new String(name, StandardCharsets.UTF_8);
    }
    if (graphLength < 0 || graphLength > length - header.position()) {
      throw corrupt("graph=" + graphLength + " bytes, left=" + (length - header.position()));
    }
    return new ObjectHeader(header.position(), graphLength, arrays, components, recordClass);
  }

  private static List<Integer> readComponents(ByteBuffer header, int arrayCount) {
    fits(header, Integer.BYTES, 1);
    int count = fits(header, header.getInt(), Integer.BYTES);
    List<Integer> components = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int index = header.getInt();
      if (index < -1 || index >= arrayCount) {
        throw corrupt("array=" + index + " of component=" + i + ", arrays=" + arrayCount);
      }
      components.add(index);
    }
    return components;
  }

  private static int fits(ByteBuffer header, int count, int bytesEach) {
    if (count < 0 || count > header.remaining() / bytesEach) {
      throw corrupt("count=" + count + " of " + bytesEach + " bytes, left=" + header.remaining());
    }
    return count;
  }

  /**
   * Puts tables and graph together.
   *
   * @param arrays the out-of-band arrays, in the order of their indexes
   * @param componentArrays as in the record; empty if there is no component table
   * @param offsets filled with each array's offset
   */
  static byte[] assemble(
      byte[] graph,
      int graphLength,
      List<Object> arrays,
      int[] componentArrays,
      String recordClass,
      long[] offsets) {
    boolean components = componentArrays.length > 0;
    byte[] name = recordClass.getBytes(StandardCharsets.UTF_8);
    long graphOffset =
        OBJECT_HEADER_LENGTH
            + (long) arrays.size() * ARRAY_ENTRY_LENGTH
            + (components ? (2 + componentArrays.length) * Integer.BYTES + name.length : 0);
    if (graphOffset + graphLength > PayloadLayout.MAX_HEAD_BYTES) {
      throw new RefusedException(RefusedException.TOO_LONG, null);
    }
    byte[] head = new byte[(int) graphOffset + graphLength];
    ByteBuffer target =
        ByteBuffer.wrap(head)
            .order(HEADER_ORDER)
            .put(tag(OBJECT))
            .put((byte) (components ? FLAG_COMPONENT_TABLE : 0))
            .putInt(OBJECT_GRAPH_LENGTH_OFFSET, graphLength)
            .putInt(OBJECT_ARRAYS_OFFSET, arrays.size())
            .position(OBJECT_HEADER_LENGTH);
    long end = head.length;
    for (int i = 0; i < offsets.length; i++) {
      Object array = arrays.get(i);
      ElementType type = ElementType.of(array.getClass().getComponentType());
      offsets[i] = align(end);
      end = offsets[i] + type.byteLength(array);
      target.put(type.code).putLong(offsets[i]).putLong(Array.getLength(array));
    }
    if (components) {
      target.putInt(componentArrays.length);
      for (int index : componentArrays) {
        target.putInt(index);
      }
      target.putInt(name.length).put(name);
    }
    System.arraycopy(graph, 0, head, (int) graphOffset, graphLength);
    return head;
  }
}
