package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  /** How long nobody is accepted after that has failed, in milliseconds. */
  private static final long ACCEPT_PAUSE_MS = 100;

  private final Selector selector;

  /** The channel whose frames must not wait long; null while none waits. */
  private volatile @Nullable FrameChannel soon;

  /** The listening socket while it rests after a failure, and until when. The loop's thread's. */
  private @Nullable SelectionKey resting;

  private long restsUntilNs;

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
        selector.select(waiting != null ? SOON_MS : resting != null ? ACCEPT_PAUSE_MS : 0);
        acceptAgain();
        if (waiting != null) {
          flushWaiting(waiting);
        }
        for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
          handle(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
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

  private void handle(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept(key);
      return;
    }
    FrameChannel channel = (FrameChannel) key.attachment();
    boolean open = false;
    try {
      if (key.isWritable()) {
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        channel.flush();
      }
      open = !key.isValid() || !key.isReadable() || channel.read();
    } catch (CancelledKeyException e) {
      open = true; // whoever closed it sees to the rest
    } catch (RuntimeException | Error e) {
      // no peer may end this thread, for all the others hang on it
      TransportLog.LOG.error("dropping a peer: it cannot be read", e);
    }
    if (!open) {
      drop(channel);
    }
  }

  private void accept(SelectionKey key) {
    SocketChannel socket = null;
    try {
      socket = ((ServerSocketChannel) key.channel()).accept();
      if (socket != null) {
        @SuppressWarnings("unchecked") // listen attached it
        Supplier<FrameChannel.Handler> handlers = (Supplier<FrameChannel.Handler>) key.attachment();
        register(socket, handlers.get());
      }
    } catch (IOException | RuntimeException | Error e) {
      if (closed) {
        return;
      }
      // most likely no file descriptor is left: whoever asks waits until one is
      TransportLog.LOG.warn("cannot accept a connection: {}", e.toString());
      closeQuietly(socket);
      key.interestOps(0);
      resting = key;
      restsUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ACCEPT_PAUSE_MS);
    }
  }

  private void acceptAgain() {
    SelectionKey key = resting;
    if (key != null && System.nanoTime() - restsUntilNs >= 0) {
      resting = null;
      if (key.isValid()) {
        key.interestOps(SelectionKey.OP_ACCEPT);
      }
    }
  }

  private static void drop(FrameChannel channel) {
    channel.close();
    try {
      channel.handler().onClosed(channel);
    } catch (RuntimeException | Error e) {
      TransportLog.LOG.error("a peer's end cannot be handled", e);
    }
  }

  private static void closeQuietly(@Nullable SocketChannel socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      TransportLog.LOG.debug("closing a socket: {}", e.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
    if (!selector.isOpen()) {
      return;
    }
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
