package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import java.io.Serializable;

/**
 * What travels through Ray if it is more than a plain value: Ray serializes this class itself, and
 * so learns of the refs in it and keeps their objects.
 *
 * <p>Immutable; its arrays are never written after it was made.
 */
@SuppressWarnings("serial") // Ray's refs are Externalizable, which their interface does not say
final class Envelope implements Serializable {
  private static final long serialVersionUID = 1;

  /** What the data is. */
  enum Kind {
    /** A value with refs in it, as the codec wrote it. */
    VALUE,
    /** The parts of a result that are objects of their own: see {@link ValueForm}. */
    COMPOSITE,
    /** A failure in place of a value. */
    FAILED,
    /** The ids of the inputs for which the task is to be run again: see {@link Production}. */
    INPUTS_FAILED,
    /** What a task is to run: see {@link TaskRequest}. */
    REQUEST
  }

  final Kind kind;
  final byte[] data;

  /** The ids of the objects that the refs point at, one after the other. */
  final byte[] ids;

  /** Ray's refs, in the order of the ids. */
  final ObjectRef<?>[] refs;

  /** Without refs. */
  Envelope(Kind kind, byte[] data) {
    this(kind, data, new byte[0], new ObjectRef<?>[0]);
  }

  Envelope(Kind kind, byte[] data, byte[] ids, ObjectRef<?>[] refs) {
    this.kind = kind;
    this.data = data;
    this.ids = ids;
    this.refs = refs;
  }
}
