package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the control frames of a process, and sends what a stream did not take at once.
 *
 * <p>The control thread, whose body {@link #run} is, waits until a socket has something: bytes, or
 * the doorbell of a ring. A thread that waits for what a frame will say can read rings itself for a
 * while, with {@link #help}; then nobody has to be woken, neither the control thread nor that one.
 * Whoever reads holds {@code reading}.
 *
 * <p>Thread-safe.
 */
final class ChannelLoop implements AutoCloseable {
  /** How long a frame may wait in {@link #flushSoon}, in milliseconds. */
  private static final long SOON_MS = 1;

  /** How long nobody is accepted after that has failed, in milliseconds. */
  private static final long ACCEPT_PAUSE_MS = 100;

  private final Selector selector;
  private final long spinNs;

  /** Held by the thread that reads. */
  private final ReentrantLock reading = new ReentrantLock();

  /** The channels that have rings. */
  private final List<FrameChannel> ringing = new CopyOnWriteArrayList<>();

  /** The channel whose frames must not wait long; null while none waits. */
  private volatile @Nullable FrameChannel soon;

  /** The listening socket while it rests after a failure, and until when. The loop's thread's. */
  private @Nullable SelectionKey resting;

  private long restsUntilNs;

  private volatile boolean closed;

  /**
   * Makes a loop without channels.
   *
   * @param spinNs how long {@link #help} goes on when nothing comes
   */
  ChannelLoop(long spinNs) throws IOException {
    this.selector = Selector.open();
    this.spinNs = spinNs;
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

  /** Has a channel's frames travel through rings from now on. */
  void switchToRings(FrameChannel channel, ByteRing out, ByteRing in) {
    channel.switchTo(out, in);
    ringing.add(channel);
    selector.wakeup(); // something may be in it already
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
        reading.lock();
        try {
          for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
            handle(key);
          }
        } finally {
          reading.unlock();
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
    dropUnless(
        () -> {
          if (key.isWritable()) {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
            channel.flush();
          }
          return !key.isValid() || !key.isReadable() || read(channel);
        },
        channel);
  }

  /** Reads a channel, and drops the peer if it is gone or cannot be read. */
  private void dropUnless(Reading read, FrameChannel channel) {
    boolean open = false;
    try {
      open = read.goesOn();
    } catch (CancelledKeyException e) {
      open = true; // whoever closed it sees to the rest
    } catch (IOException e) {
      TransportLog.LOG.debug("peer gone: {}", e.toString());
    } catch (RuntimeException | Error e) {
      // no peer may end the thread that reads, for all the others hang on it
      TransportLog.LOG.error("dropping a peer: it cannot be read", e);
    }
    if (!open) {
      drop(channel);
    }
  }

  /** Reads what has come. */
  private interface Reading {
    /** Returns false once the peer is gone or refused. */
    boolean goesOn() throws IOException;
  }

  /** The channel's socket has something. Returns false once the peer is gone or refused. */
  private boolean read(FrameChannel channel) throws IOException {
    RingStream rings = channel.rings();
    if (rings == null) {
      boolean open = channel.read();
      RingStream now = channel.rings(); // that may have been the HELLO
      return open && (now == null || readRings(channel, now));
    }
    boolean peerIsThere = rings.answerDoorbell();
    channel.flush(); // perhaps it rang since there is room again
    return readRings(channel, rings) && peerIsThere;
  }

  /** Reads until there is nothing, and the peer will ring. */
  private static boolean readRings(FrameChannel channel, RingStream rings) {
    do {
      if (!channel.read()) {
        return false;
      }
    } while (!rings.fallAsleep());
    return true;
  }

  /**
   * Reads rings on the calling thread until it has what it waits for, nothing has come for a while,
   * the time is over or the thread is interrupted. Returns at once if another thread reads.
   *
   * @param done whether the calling thread has what it waits for
   * @param timeoutNs how long at most, whatever comes
   */
  void help(BooleanSupplier done, long timeoutNs) {
    if (spinNs == 0 || ringing.isEmpty() || reading.hasQueuedThreads() || !reading.tryLock()) {
      return;
    }
    try {
      spin(done, timeoutNs);
      for (FrameChannel channel : ringing) {
        RingStream rings = channel.rings();
        if (rings != null && !rings.fallAsleep()) {
          dropUnless(() -> readRings(channel, rings), channel);
        }
      }
    } finally {
      reading.unlock();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a peer that shares the processor must get to answer
  private void spin(BooleanSupplier done, long timeoutNs) {
    for (FrameChannel channel : ringing) {
      RingStream rings = channel.rings();
      if (rings != null) {
        rings.wakeUp();
      }
    }
    long startNs = System.nanoTime();
    long lastNs = startNs;
    while (!done.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      boolean any = false;
      for (FrameChannel channel : ringing) {
        RingStream rings = channel.rings();
        if (rings != null && !rings.isEmpty()) {
          any = true;
          dropUnless(channel::read, channel);
        }
      }
      long nowNs = System.nanoTime();
      if (nowNs - startNs >= timeoutNs) {
        return;
      } else if (any) {
        lastNs = nowNs;
      } else if (closed || nowNs - lastNs >= spinNs) {
        return;
      } else {
        Thread.yield();
      }
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
      key.interestOps(0);
      resting = key;
      restsUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ACCEPT_PAUSE_MS);
      closeQuietly(socket);
      try {
        TransportLog.LOG.warn("cannot accept a connection: {}", e.toString());
      } catch (LinkageError unloaded) {
        // nor is there one to load the logger with
      }
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

  private void drop(FrameChannel channel) {
    ringing.remove(channel);
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
