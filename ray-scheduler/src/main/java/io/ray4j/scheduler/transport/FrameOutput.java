package io.ray4j.scheduler.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Lock;

/**
 * A growing buffer of frames that wait to be sent. Closing it ends the frame that was begun.
 *
 * <p>Not thread-safe: guarded by its {@link FrameChannel}'s lock, which is held from {@link
 * FrameChannel#begin} to {@link #close}.
 */
final class FrameOutput implements AutoCloseable {
  private static final int INITIAL_BYTES = 16 << 10;

  private final Lock lock;
  private ByteBuffer buffer = allocate(INITIAL_BYTES);
  private int frameStart;

  /** The bytes of whole frames that wait; written with the lock held, read without it too. */
  private volatile int unsent;

  FrameOutput(Lock lock) {
    this.lock = lock;
  }

  @SuppressWarnings("EnumOrdinal") // driver and workers are of one version
  void begin(MessageType type) {
    frameStart = buffer.position();
    putInt(0); // the length, once it is known
    putByte(type.ordinal());
  }

  @Override
  public void close() {
    buffer.putInt(frameStart, buffer.position() - frameStart - FrameLayout.LENGTH_BYTES);
    unsent = buffer.position();
    lock.unlock();
  }

  int unsent() {
    return unsent;
  }

  /** The bytes to send; {@link #sent} must follow. */
  ByteBuffer toSend() {
    return buffer.flip();
  }

  /** Keeps what was not sent. */
  void sent() {
    buffer.compact();
    unsent = buffer.position();
    if (buffer.position() == 0 && buffer.capacity() > 64 * INITIAL_BYTES) {
      buffer = allocate(INITIAL_BYTES); // one long frame is no reason to keep its memory
    }
  }

  void clear() {
    buffer.clear();
    unsent = 0;
  }

  FrameOutput putByte(int value) {
    room(1).put((byte) value);
    return this;
  }

  FrameOutput putInt(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  FrameOutput putLong(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  FrameOutput putBytes(byte[] bytes) {
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  FrameOutput putString(String text) {
    return putBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      ByteBuffer larger =
          allocate(Math.max(needed, (int) Math.min(2L * buffer.capacity(), 1 << 30)));
      larger.put(buffer.flip());
      buffer = larger;
    }
    return buffer;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(FrameLayout.ORDER);
  }
}
