package io.ray4j.cluster;

import io.ray4j.objectstore.ObjectId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The fields that several kinds of data are made of. Stateless. */
final class WireFields {
  private WireFields() {}

  static void putBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] getBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("length out of range: length=" + length);
    }
    return in.readNBytes(length);
  }

  static void putIds(DataOutputStream out, List<ObjectId> ids) throws IOException {
    putBytes(out, toBytes(ids));
  }

  static List<ObjectId> getIds(DataInputStream in) throws IOException {
    return toIds(getBytes(in));
  }

  static byte[] toBytes(List<ObjectId> ids) {
    ByteBuffer bytes = ByteBuffer.allocate(ids.size() * ObjectId.BYTES);
    ids.forEach(id -> id.writeTo(bytes));
    return bytes.array();
  }

  static List<ObjectId> toIds(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    List<ObjectId> ids = new ArrayList<>(bytes.length / ObjectId.BYTES);
    while (source.hasRemaining()) {
      ids.add(ObjectId.readFrom(source));
    }
    return ids;
  }
}
