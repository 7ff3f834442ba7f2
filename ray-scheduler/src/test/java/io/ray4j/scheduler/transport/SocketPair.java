package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two connected sockets, neither of which blocks. */
record SocketPair(SocketChannel one, SocketChannel other) implements AutoCloseable {
  static SocketPair open(Path folder) throws IOException {
    Path file = folder.resolve("pair.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(file));
      SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(file));
      SocketChannel other = server.accept();
      one.configureBlocking(false);
      other.configureBlocking(false);
      return new SocketPair(one, other);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** What has arrived at the other end. */
  byte[] received() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    while (other.read(bytes) > 0) {
      // there is more
    }
    byte[] all = new byte[bytes.flip().remaining()];
    bytes.get(all);
    return all;
  }

  @Override
  public void close() throws IOException {
    one.close();
    other.close();
  }
}
