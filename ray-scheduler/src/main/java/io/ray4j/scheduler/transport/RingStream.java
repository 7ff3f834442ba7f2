package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Bytes over two rings; the socket beside them is the doorbell, and tells when the peer is gone.
 */
final class RingStream implements ByteStream {
  private final ByteRing out;
  private final ByteRing in;
  private final SocketChannel socket;

  /** What came over the socket, which does not matter. Owned by who reads. */
  private final ByteBuffer bells = ByteBuffer.allocateDirect(256);

  RingStream(ByteRing out, ByteRing in, SocketChannel socket) {
    this.out = out;
    this.in = in;
    this.socket = socket;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = out.write(bytes);
    if (count > 0 && out.readerMustBeWoken()) {
      ring();
    }
    return count;
  }

  @Override
  public boolean awaitRoom() {
    try {
      return out.awaitRoom();
    } catch (IOException e) {
      return false; // the next write says the same
    }
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    int count = in.read(bytes);
    if (count > 0 && in.writerMustBeWoken()) {
      ring();
    }
    return count;
  }

  /** Takes what was rung; returns false if the peer is gone. */
  boolean answerDoorbell() throws IOException {
    int count;
    do {
      count = socket.read(bells.clear());
    } while (count == bells.capacity());
    return count >= 0;
  }

  boolean isEmpty() {
    return in.isEmpty();
  }

  void wakeUp() {
    in.wakeUp();
  }

  boolean fallAsleep() {
    return in.fallAsleep();
  }

  /** One byte; if the socket is full of them, the peer has enough to wake up for. */
  private void ring() throws IOException {
    socket.write(ByteBuffer.wrap(new byte[1]));
  }
}
