package io.ray4j.objectstore;

import java.util.List;

/**
 * What a sealed object is, wherever its bytes lie. Immutable; arrays in it are never written after
 * they were handed over.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and payloads are not copied
public sealed interface ObjectValue {
  /**
   * A small object, kept on the heap and sent inside control frames.
   *
   * @param payload as the codec wrote it
   * @param references the objects that refs inside the value point at
   */
  record Inline(byte[] payload, List<ObjectId> references) implements ObjectValue {}

  /**
   * An object in shared memory.
   *
   * @param extent where its payload was written; it may have moved since, unless it is pinned
   * @param references the objects that refs inside the value point at
   */
  record Stored(Extent extent, List<ObjectId> references) implements ObjectValue {}

  /**
   * The whole of a result whose parts are objects of their own.
   *
   * @param recordClass the binary name of the record that the parts are components of, or the empty
   *     string for a list
   * @param parts the components or elements, in order
   */
  record Composite(String recordClass, List<ObjectValue> parts) implements ObjectValue {
    public Composite {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The object could not be made; whoever reads it fails with the same failure.
   *
   * @param failure what went wrong, as the scheduler encoded it
   * @param references the objects that refs inside a thrown exception point at
   */
  record Failed(byte[] failure, List<ObjectId> references) implements ObjectValue {}
}
