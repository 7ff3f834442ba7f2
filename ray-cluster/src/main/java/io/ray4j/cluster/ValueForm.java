package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Values as Ray stores them. A plain value is a byte array as the codec wrote it, or as the user
 * has it ({@link BareBytes}), which Ray keeps as it is; all else is an {@link Envelope}. Stateless.
 */
final class ValueForm {
  private ValueForm() {}

  /** What Ray is to store; the refs' objects are in the directory. */
  static Object toStored(ObjectValue value, ObjectDirectory directory) {
    if (value instanceof ObjectValue.Inline inline) {
      return inline.references().isEmpty()
          ? inline.payload()
          : directory.envelope(Envelope.Kind.VALUE, inline.payload(), inline.references());
    } else if (value instanceof ObjectValue.Failed failed) {
      return directory.envelope(Envelope.Kind.FAILED, failed.failure(), failed.references());
    } else if (value instanceof ObjectValue.Composite composite) {
      Set<ObjectId> references = new LinkedHashSet<>();
      for (ObjectValue part : composite.parts()) {
        references.addAll(((ObjectValue.Inline) part).references());
      }
      return directory.envelope(
          Envelope.Kind.COMPOSITE, toBytes(composite), List.copyOf(references));
    }
    throw new IllegalStateException("a value of a node's own store: " + value);
  }

  /** What Ray has, waiting for it, or what it throws. */
  static Object fetch(ObjectRef<Object> ref) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Ray looks for classes there, and that of a thread of the common pool may not know ours
    thread.setContextClassLoader(ValueForm.class.getClassLoader());
    Object stored;
    try {
      stored = Ray.get(ref);
    } catch (RuntimeException e) {
      stored = e;
    } finally {
      thread.setContextClassLoader(before);
    }
    return Objects.requireNonNull(stored);
  }

  /** What Ray had stored. */
  static ObjectValue fromStored(Object stored) {
    if (stored instanceof byte[] payload) {
      return new ObjectValue.Inline(BareBytes.toPayload(payload), List.of());
    }
    Envelope envelope = (Envelope) stored;
    return switch (envelope.kind) {
      case VALUE -> new ObjectValue.Inline(envelope.data, WireFields.toIds(envelope.ids));
      case FAILED -> new ObjectValue.Failed(envelope.data, WireFields.toIds(envelope.ids));
      case COMPOSITE -> fromBytes(envelope.data);
      case INPUTS_FAILED, REQUEST ->
          throw new IllegalStateException("no value: kind=" + envelope.kind);
    };
  }

  private static byte[] toBytes(ObjectValue.Composite composite) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(composite.recordClass());
      out.writeInt(composite.parts().size());
      for (ObjectValue part : composite.parts()) {
        ObjectValue.Inline inline = (ObjectValue.Inline) part;
        WireFields.putBytes(out, inline.payload());
        WireFields.putIds(out, inline.references());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array has no I/O errors
    }
    return bytes.toByteArray();
  }

  private static ObjectValue.Composite fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String recordClass = in.readUTF();
      int count = in.readInt();
      List<ObjectValue> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        parts.add(new ObjectValue.Inline(WireFields.getBytes(in), WireFields.getIds(in)));
      }
      return new ObjectValue.Composite(recordClass, parts);
    } catch (IOException e) {
      throw new UncheckedIOException("not the parts of a result: " + bytes.length + " bytes", e);
    }
  }
}
