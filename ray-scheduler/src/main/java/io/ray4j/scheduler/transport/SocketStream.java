package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes over a non-blocking socket. */
final class SocketStream implements ByteStream {
  private final SocketChannel socket;
  private final Runnable sendLater;

  /**
   * Makes a stream.
   *
   * @param sendLater asks the selector to tell when the socket takes more
   */
  SocketStream(SocketChannel socket, Runnable sendLater) {
    this.socket = socket;
    this.sendLater = sendLater;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return socket.write(bytes);
  }

  @Override
  public boolean awaitRoom() {
    sendLater.run();
    return true;
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return socket.read(bytes);
  }
}
