package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a process that reads control frames, and that sends what a socket did not take
 * at once.
 *
 * <p>Thread-safe but for {@link #run}, which is the thread's body and returns after {@code close}.
 */
final class ChannelLoop implements AutoCloseable {
  /** How long a frame may wait in {@link #flushSoon}, in milliseconds. */
  private static final long SOON_MS = 1;

  private final Selector selector;

  /** The channel whose frames must not wait long; null while none waits. */
  private volatile @Nullable FrameChannel soon;

  private volatile boolean closed;

  ChannelLoop() throws IOException {
    this.selector = Selector.open();
  }

  /** Has connections accepted, each with a handler of its own. */
  void listen(ServerSocketChannel server, Supplier<FrameChannel.Handler> handlers)
      throws IOException {
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, handlers);
    selector.wakeup();
  }

  /** Has a connection read. */
  FrameChannel register(SocketChannel socket, FrameChannel.Handler handler) throws IOException {
    socket.configureBlocking(false);
    FrameChannel channel = new FrameChannel(socket, handler, this::sendLater);
    socket.register(selector, SelectionKey.OP_READ, channel);
    selector.wakeup();
    return channel;
  }

  /** Sends the channel's frames within a millisecond. Costs nothing while it is under way. */
  void flushSoon(FrameChannel channel) {
    if (soon == null) {
      soon = channel;
      selector.wakeup();
    }
  }

  private void sendLater(FrameChannel channel) {
    SelectionKey key = channel.socket().keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
      selector.wakeup();
    }
  }

  void run() {
    try {
      while (!closed) {
        FrameChannel waiting = soon;
        selector.select(waiting == null ? 0 : SOON_MS);
        if (waiting != null) {
          flushWaiting(waiting);
        }
        for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
          handle(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (ClosedSelectorException e) {
      TransportLog.LOG.debug("loop closed");
    } catch (IOException e) {
      TransportLog.LOG.error("the control loop ends", e);
    }
  }

  /** Stays on duty while there is something to send; then makes sure that nothing came between. */
  private void flushWaiting(FrameChannel channel) {
    if (channel.unsentBytes() > 0) {
      channel.flush();
      return;
    }
    soon = null;
    if (channel.unsentBytes() > 0) {
      soon = channel;
    }
  }

  private void handle(SelectionKey key) throws IOException {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept(key);
      return;
    }
    FrameChannel channel = (FrameChannel) key.attachment();
    if (key.isWritable()) {
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
      channel.flush();
    }
    if (key.isValid() && key.isReadable() && !channel.read()) {
      drop(channel);
    }
  }

  @SuppressWarnings("unchecked") // listen attached it
  private void accept(SelectionKey key) throws IOException {
    SocketChannel socket = ((ServerSocketChannel) key.channel()).accept();
    if (socket != null) {
      register(socket, ((Supplier<FrameChannel.Handler>) key.attachment()).get());
    }
  }

  private static void drop(FrameChannel channel) {
    channel.close();
    channel.handler().onClosed(channel);
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (SelectionKey key : List.copyOf(selector.keys())) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      TransportLog.LOG.debug("closing the control loop: {}", e.toString());
    }
  }
}
