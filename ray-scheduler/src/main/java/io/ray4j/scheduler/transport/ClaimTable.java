package io.ray4j.scheduler.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The claim words of one worker: who may run a leased task, decided by one compare-and-set in
 * memory that driver and worker share, so that a task behind a long one can be taken back from a
 * worker that does not listen, and so that a dead worker shows what it was running.
 *
 * <pre>
 *   word of slot s, 8 bytes at s * {@value #WORD_BYTES}:
 *   +--------------------------------+-------+
 *   | lease: which use of the slot   | state |   state: LEASED -> BEGUN -> ENDED (worker)
 *   +--------------------------------+-------+          LEASED -> RECALLED      (driver)
 *    62 bits                          2 bits
 * </pre>
 *
 * <p>Thread-safe. The lease's number makes a word that was used again differ from the one that a
 * late frame speaks of.
 */
public final class ClaimTable {
  /** How many tasks a worker can hold at a time. */
  public static final int SLOTS = 1024;

  static final int BYTES = 64 * SLOTS;
  private static final int WORD_BYTES = 64; // a cache line each, since two processes write them

  private static final long LEASED = 0;
  private static final long BEGUN = 1;
  private static final long ENDED = 2;
  private static final long RECALLED = 3;

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer words;

  /** Makes a table of {@value #BYTES} bytes of memory, all 0 at first. */
  ClaimTable(ByteBuffer words) {
    this.words = words.order(ByteOrder.nativeOrder());
  }

  /** A table for a worker in this process. */
  public static ClaimTable inMemory() {
    return new ClaimTable(ByteBuffer.allocateDirect(BYTES));
  }

  /** The driver leases: the slot must be free. */
  public void lease(int slot, long lease) {
    WORD.setRelease(words, slot * WORD_BYTES, lease << 2 | LEASED);
  }

  /** The worker begins: false if the task was recalled. */
  public boolean begin(int slot, long lease) {
    return move(slot, lease, LEASED, BEGUN);
  }

  /** The worker has run the task and is about to say so. */
  public void end(int slot, long lease) {
    move(slot, lease, BEGUN, ENDED);
  }

  /** The driver takes the task back: false if it has begun. */
  public boolean recall(int slot, long lease) {
    return move(slot, lease, LEASED, RECALLED);
  }

  /** Whether the worker runs the task now. */
  public boolean hasBegun(int slot, long lease) {
    return (long) WORD.getAcquire(words, slot * WORD_BYTES) == (lease << 2 | BEGUN);
  }

  private boolean move(int slot, long lease, long from, long to) {
    return WORD.compareAndSet(words, slot * WORD_BYTES, lease << 2 | from, lease << 2 | to);
  }
}
