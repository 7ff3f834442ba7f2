package io.ray4j.functional;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whoever connects to a session's socket, and what may be said there. */
final class Stranger implements AutoCloseable {
  static final int VERSION = 1;

  /** The numbers of some types of message. */
  static final int HELLO = 0;

  static final int PUT_OBJECT = 5;
  static final int SYNC = 15;

  private final SocketChannel socket;

  Stranger(Path session) throws IOException {
    socket = SocketChannel.open(UnixDomainSocketAddress.of(session.resolve("control.sock")));
  }

  static byte[] hello(int version, int worker, String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return frame(
        HELLO,
        body(12 + bytes.length).putInt(version).putInt(worker).putInt(bytes.length).put(bytes));
  }

  static byte[] sync(int request) {
    return frame(SYNC, body(4).putInt(request));
  }

  static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  static byte[] frame(int type, ByteBuffer body) {
    return body(5 + body.capacity())
        .putInt(1 + body.capacity())
        .put((byte) type)
        .put(body.rewind())
        .array();
  }

  void say(byte[] bytes) throws IOException {
    socket.write(ByteBuffer.wrap(bytes));
  }

  /** Waits for the answer or the end; returns whether there is an answer. */
  boolean isAnswered() {
    try {
      return socket.read(ByteBuffer.allocate(1 << 10)) > 0;
    } catch (IOException e) {
      return false; // reset: what was said last was not read
    }
  }

  /** Whether all that can be read is the end. */
  boolean isDropped() {
    boolean answered = true;
    while (answered) {
      answered = isAnswered();
    }
    return true;
  }

  boolean isOpen() throws IOException {
    socket.configureBlocking(false);
    return socket.read(ByteBuffer.allocate(1)) == 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
