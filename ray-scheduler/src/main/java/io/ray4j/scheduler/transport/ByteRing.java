package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One direction of a connection: a ring of bytes in memory that two processes share, with one
 * writer and one reader.
 *
 * <pre>
 *   0         64        128       192            256
 *   +---------+---------+---------+--------------+------------------+
 *   | written | read    | awake   | writer waits | {@value #CAPACITY} bytes     |
 *   +---------+---------+---------+--------------+------------------+
 *     writer    reader    reader    writer         byte n lies at n modulo the capacity
 * </pre>
 *
 * <p>The writer publishes bytes by moving {@code written} once they are there, so a writer that is
 * killed leaves a valid prefix. A reader that finds nothing for a while clears {@code awake} and
 * looks once more before it waits for the doorbell; a writer looks at {@code awake} after it has
 * published, and rings if it is clear. Of the two one at least sees what the other did, since both
 * write first and look then, with a full fence in between. The same way round with {@code writer
 * waits}, if the ring is full.
 *
 * <p>Each side may be a liar: positions that cannot be are an error.
 */
final class ByteRing {
  static final int CAPACITY = 256 << 10;
  static final int BYTES = 256 + CAPACITY;

  private static final int WRITTEN = 0;
  private static final int READ = 64;
  private static final int AWAKE = 128;
  private static final int WRITER_WAITS = 192;
  private static final int DATA = 256;

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;

  /** Makes a ring of {@value #BYTES} bytes of memory, all 0 at first. */
  ByteRing(ByteBuffer memory) {
    this.memory = memory.order(ByteOrder.nativeOrder());
  }

  /** The writer adds as many bytes as there is room for; returns how many. */
  int write(ByteBuffer bytes) throws IOException {
    long written = (long) WORD.get(memory, WRITTEN);
    int count = (int) Math.min(CAPACITY - used(written), bytes.remaining());
    if (count == 0) {
      return 0;
    }
    int at = (int) (written % CAPACITY);
    int first = Math.min(count, CAPACITY - at);
    memory.put(DATA + at, bytes, bytes.position(), first);
    memory.put(DATA, bytes, bytes.position() + first, count - first);
    bytes.position(bytes.position() + count);
    WORD.setRelease(memory, WRITTEN, written + count);
    return count;
  }

  /** How many bytes wait to be read, as the writer sees it. */
  private long used(long written) throws IOException {
    long used = written - (long) WORD.getAcquire(memory, READ);
    if (used < 0 || used > CAPACITY) {
      throw new IOException("a ring's positions are impossible: used=" + used);
    }
    return used;
  }

  /** Whether the writer must ring for the reader, after a write: it does not look by itself. */
  boolean readerMustBeWoken() {
    VarHandle.fullFence();
    return (long) WORD.getOpaque(memory, AWAKE) == 0 && WORD.compareAndSet(memory, AWAKE, 0L, 1L);
  }

  /** The writer wants to be woken when there is room; false if there is some by now. */
  boolean awaitRoom() throws IOException {
    WORD.setOpaque(memory, WRITER_WAITS, 1L);
    VarHandle.fullFence();
    if (used((long) WORD.get(memory, WRITTEN)) == CAPACITY) {
      return true;
    }
    WORD.setOpaque(memory, WRITER_WAITS, 0L);
    return false;
  }

  /** The reader takes as many bytes as there are and fit; returns how many. */
  int read(ByteBuffer bytes) throws IOException {
    long read = (long) WORD.get(memory, READ);
    long available = (long) WORD.getAcquire(memory, WRITTEN) - read;
    if (available < 0 || available > CAPACITY) {
      throw new IOException("a ring's positions are impossible: available=" + available);
    }
    int count = (int) Math.min(available, bytes.remaining());
    if (count == 0) {
      return 0;
    }
    int at = (int) (read % CAPACITY);
    int first = Math.min(count, CAPACITY - at);
    bytes.put(bytes.position(), memory, DATA + at, first);
    bytes.put(bytes.position() + first, memory, DATA, count - first);
    bytes.position(bytes.position() + count);
    WORD.setRelease(memory, READ, read + count);
    return count;
  }

  /** Whether the reader must ring for the writer, after a read: it waits for room. */
  boolean writerMustBeWoken() {
    VarHandle.fullFence();
    return (long) WORD.getOpaque(memory, WRITER_WAITS) == 1
        && WORD.compareAndSet(memory, WRITER_WAITS, 1L, 0L);
  }

  /** Whether there is nothing to read now. */
  boolean isEmpty() {
    return (long) WORD.getAcquire(memory, WRITTEN) == (long) WORD.get(memory, READ);
  }

  /** The reader will look by itself from now on. */
  void wakeUp() {
    WORD.setOpaque(memory, AWAKE, 1L);
  }

  /** The reader wants to be woken by the doorbell; false if there is something to read by now. */
  boolean fallAsleep() {
    WORD.setOpaque(memory, AWAKE, 0L);
    VarHandle.fullFence();
    if (isEmpty()) {
      return true;
    }
    WORD.setOpaque(memory, AWAKE, 1L);
    return false;
  }
}
