package io.ray4j.scheduler.transport;

import com.google.errorprone.annotations.MustBeClosed;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a stream of bytes: a socket, or a pair of rings with the socket as their doorbell.
 *
 * <p>Any thread may send and flush: writes never block, and since they do not, an interrupt cannot
 * close the socket. What the stream does not take at once the {@link ChannelLoop} sends later. Who
 * reads holds the loop's reading lock. After the peer is gone, frames are dropped.
 */
final class FrameChannel {
  private static final int INITIAL_BYTES = 64 << 10;
  private static final int LARGE_BYTES = 1 << 20;

  /** Receives the frames of a channel, one at a time, on whatever thread reads. */
  interface Handler {
    /** A frame that is longer than this is a lie, and the channel is closed. */
    default int maxLength() {
      return FrameLayout.MAX_LENGTH;
    }

    /**
     * A frame has come; {@code body} is valid during the call only.
     *
     * @throws ProtocolException if the frame is not a valid one: the channel is closed
     */
    void onFrame(FrameChannel channel, MessageType type, ByteBuffer body) throws ProtocolException;

    /** All frames that had arrived were handed over. */
    void onBatchEnd(FrameChannel channel);

    /** The peer is gone or was refused; no frame follows. */
    void onClosed(FrameChannel channel);
  }

  private final SocketChannel socket;
  private final Handler handler;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final FrameOutput output = new FrameOutput(lock);

  @GuardedBy("lock")
  private boolean broken;

  /** Changes once, from the socket to the rings: by who reads, with the lock held. */
  private volatile ByteStream stream;

  /** Owned by who reads; between reads, the start of a frame lies at its beginning. */
  private ByteBuffer input = allocate(INITIAL_BYTES);

  FrameChannel(SocketChannel socket, Handler handler, Consumer<FrameChannel> sendLater) {
    this.socket = socket;
    this.handler = handler;
    this.stream = new SocketStream(socket, () -> sendLater.accept(this));
  }

  /**
   * From now on frames travel through rings. The peer does the same after its HELLO, so what else
   * comes over the socket rings for them.
   */
  void switchTo(ByteRing out, ByteRing in) {
    lock.lock();
    try {
      stream = new RingStream(out, in, socket);
    } finally {
      lock.unlock();
    }
  }

  /** The rings, or null if frames travel over the socket. */
  @Nullable RingStream rings() {
    return stream instanceof RingStream rings ? rings : null;
  }

  Handler handler() {
    return handler;
  }

  SocketChannel socket() {
    return socket;
  }

  /** Begins a frame; closing it ends the frame. No other thread can send in between. */
  @MustBeClosed
  @SuppressWarnings("GuardedBy") // the lock is held until the frame is closed
  FrameOutput begin(MessageType type) {
    lock.lock();
    output.begin(type);
    return output;
  }

  /** Sends what waits; returns at once, even if the socket does not take all. */
  void flush() {
    lock.lock();
    try {
      if (output.unsent() == 0) {
        return;
      }
      if (broken) {
        output.clear();
        return;
      }
      ByteBuffer bytes = output.toSend();
      try {
        do {
          while (bytes.hasRemaining() && stream.write(bytes) > 0) {
            // it takes more
          }
        } while (bytes.hasRemaining() && !stream.awaitRoom());
      } catch (IOException e) {
        TransportLog.LOG.debug(
            "peer gone while sending: {}", e.toString()); // its reader will see the end
        broken = true;
        bytes.position(bytes.limit());
      }
      output.sent();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes wait to be sent. */
  @SuppressWarnings("GuardedBy") // that count alone may be read without the lock
  int unsentBytes() {
    return output.unsent();
  }

  /** Reads and hands over what has arrived. Returns false once the peer is gone or refused. */
  boolean read() {
    try {
      while (true) {
        ByteStream from = stream;
        int count = from.read(input);
        if (count < 0) {
          return false;
        }
        boolean full = !input.hasRemaining();
        handOver(from);
        if (from != stream) {
          input.clear(); // that was the HELLO: what came after it was rung
          continue;
        }
        if (count == 0 || !full) {
          handler.onBatchEnd(this);
          return true;
        }
      }
    } catch (ProtocolException e) {
      TransportLog.LOG.warn("dropping a peer: {}", e.getMessage());
      TransportLog.LOG.debug("why it is dropped", e);
      return false;
    } catch (IOException e) {
      TransportLog.LOG.debug("peer gone while receiving: {}", e.toString());
      return false;
    }
  }

  private void handOver(ByteStream from) throws ProtocolException {
    ByteBuffer frames = input.flip();
    int end = frames.limit();
    while (end - frames.position() > FrameLayout.LENGTH_BYTES) {
      int length = frames.getInt(frames.position());
      if (length < 1 || length > handler.maxLength()) {
        throw new ProtocolException("frame length out of range: length=" + length);
      }
      int next = frames.position() + FrameLayout.LENGTH_BYTES + length;
      if (next > end) {
        break;
      }
      int ordinal = frames.get(frames.position() + FrameLayout.LENGTH_BYTES);
      MessageType type = MessageType.of(ordinal);
      if (type == null) {
        throw new ProtocolException("unknown message type: ordinal=" + ordinal);
      }
      frames.position(frames.position() + FrameLayout.LENGTH_BYTES + 1).limit(next);
      try {
        handler.onFrame(this, type, frames);
      } catch (RuntimeException e) {
        throw new ProtocolException("a frame of type " + type + " cannot be read: " + e, e);
      }
      frames.limit(end).position(next);
      if (from != stream) {
        return;
      }
    }
    frames.compact();
    if (!frames.hasRemaining()) {
      // it doubles as bytes come, so that nobody gets more memory than it has sent
      input = allocate(2 * frames.capacity()).put(frames.flip());
    } else if (frames.position() == 0 && frames.capacity() > LARGE_BYTES) {
      input = allocate(INITIAL_BYTES); // one long frame is no reason to keep its memory
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(FrameLayout.ORDER);
  }

  void close() {
    lock.lock();
    try {
      broken = true;
      socket.close();
    } catch (IOException e) {
      TransportLog.LOG.debug("closing a socket: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }
}
