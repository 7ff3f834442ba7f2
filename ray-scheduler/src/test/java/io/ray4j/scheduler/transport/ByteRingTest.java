package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ByteRingTest {
  private static final long SEED = 20_261_124;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(ByteRing.BYTES);
  private final ByteRing ring = new ByteRing(memory);

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocateDirect(count);
  }

  @Test
  void shouldGiveTheBytesInOrderHoweverTheyAreCut() throws IOException {
    Random random = new Random(SEED);
    byte nextWritten = 0;
    byte nextRead = 0;
    long total = 0;
    while (total < 20L * ByteRing.CAPACITY) {
      ByteBuffer out = bytes(random.nextInt(ByteRing.CAPACITY / 3));
      while (out.hasRemaining()) {
        out.put(nextWritten++);
      }
      int taken = ring.write(out.flip());
      nextWritten -= (byte) (out.capacity() - taken);
      total += taken;
      ByteBuffer in = bytes(random.nextInt(ByteRing.CAPACITY / 3));
      ring.read(in);
      in.flip();
      while (in.hasRemaining()) {
        assertThat(in.get()).isEqualTo(nextRead++);
      }
    }
  }

  @Test
  void shouldTakeNoMoreThanItHasRoomFor() throws IOException {
    assertThat(ring.write(bytes(ByteRing.CAPACITY + 5))).isEqualTo(ByteRing.CAPACITY);
    assertThat(ring.write(bytes(1))).isZero();
    assertThat(ring.awaitRoom()).isTrue();
    assertThat(ring.read(bytes(7))).isEqualTo(7);
    assertThat(ring.writerMustBeWoken()).isTrue();
    assertThat(ring.writerMustBeWoken()).as("a second time").isFalse();
    assertThat(ring.awaitRoom()).isFalse();
    assertThat(ring.write(bytes(9))).isEqualTo(7);
  }

  @Test
  void shouldHaveASleepingReaderWokenOnce() throws IOException {
    ring.wakeUp();
    assertThat(ring.readerMustBeWoken()).isFalse();
    assertThat(ring.fallAsleep()).isTrue();
    ring.write(bytes(1));
    assertThat(ring.readerMustBeWoken()).isTrue();
    assertThat(ring.readerMustBeWoken()).isFalse();
    assertThat(ring.fallAsleep()).as("with something to read").isFalse();
  }

  @Test
  void shouldBelieveNoImpossiblePosition() throws IOException {
    ByteBuffer words = memory.duplicate().order(ByteOrder.nativeOrder());
    for (long lie : new long[] {-1, ByteRing.CAPACITY + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      words.putLong(0, lie);
      assertThatThrownBy(() -> ring.read(bytes(10))).isInstanceOf(IOException.class);
      words.putLong(0, 0);
      words.putLong(64, -lie);
      assertThatThrownBy(() -> ring.write(bytes(10))).isInstanceOf(IOException.class);
      words.putLong(64, 0);
    }
    assertThat(ring.write(bytes(10))).isEqualTo(10);
  }

  /**
   * A reader that sleeps after each few bytes, and a writer that rings only when it must: if either
   * misses what the other did, both wait for ever.
   */
  @Test
  void shouldLoseNoWakeUp() throws Exception {
    int count = 3_000_000;
    Semaphore readersBell = new Semaphore(0);
    Semaphore writersBell = new Semaphore(0);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                Random random = new Random(SEED);
                int left = count;
                while (left > 0) {
                  // now and then as much as fills the ring, so that the writer sleeps as well
                  int most = random.nextInt(100_000) == 0 ? 2 * ByteRing.CAPACITY : 3;
                  ByteBuffer out = bytes(Math.min(left, 1 + random.nextInt(most)));
                  left -= out.capacity();
                  while (out.hasRemaining()) {
                    if (ring.write(out) > 0 && ring.readerMustBeWoken()) {
                      readersBell.release();
                    }
                    if (out.hasRemaining() && ring.awaitRoom()) {
                      ring(writersBell, "writer");
                    }
                  }
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    writer.start();
    int left = count;
    ByteBuffer in = bytes(ByteRing.CAPACITY);
    while (left > 0) {
      int read = ring.read(in.clear());
      left -= read;
      if (read > 0 && ring.writerMustBeWoken()) {
        writersBell.release();
      }
      if (read == 0 && ring.fallAsleep()) {
        ring(readersBell, "reader");
      }
    }
    writer.join();
    assertThat(failure.get()).isNull();
  }

  /**
   * Neither says anything more until the other has answered, so no later wake-up makes up for one.
   */
  @Test
  void shouldLoseNoWakeUpWhileEachWaitsForTheOther() throws Exception {
    int rounds = 100_000;
    ByteRing back = new ByteRing(ByteBuffer.allocateDirect(ByteRing.BYTES));
    Semaphore there = new Semaphore(0);
    Semaphore here = new Semaphore(0);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread other =
        new Thread(
            () -> {
              try {
                for (int round = 0; round < rounds; round++) {
                  take(ring, there, round);
                  give(back, here);
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    other.start();
    for (int round = 0; round < rounds; round++) {
      give(ring, there);
      take(back, here, round);
    }
    other.join();
    assertThat(failure.get()).isNull();
  }

  private static void give(ByteRing ring, Semaphore bell) throws IOException {
    ring.write(bytes(1));
    if (ring.readerMustBeWoken()) {
      bell.release();
    }
  }

  private static void take(ByteRing ring, Semaphore bell, int round)
      throws IOException, InterruptedException {
    ByteBuffer in = bytes(1);
    int looks = round % 50; // so that it falls asleep at another moment each time
    while (ring.read(in) == 0) {
      if (looks-- <= 0 && ring.fallAsleep()) {
        ring(bell, "reader");
      }
    }
  }

  private static void ring(Semaphore bell, String who) throws InterruptedException {
    if (!bell.tryAcquire(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody wakes the " + who);
    }
  }
}
