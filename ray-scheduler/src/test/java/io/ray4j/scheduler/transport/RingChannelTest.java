package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ends that are joined by rings, each with its loop. */
@Timeout(60)
class RingChannelTest {
  private static final long SPIN_NS = 50_000;

  @TempDir private Path folder;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(2 * ByteRing.BYTES);
  private final ByteRing there = new ByteRing(memory.slice(0, ByteRing.BYTES));
  private final ByteRing back = new ByteRing(memory.slice(ByteRing.BYTES, ByteRing.BYTES));
  private SocketPair sockets;
  private End one;
  private End other;

  /** One end: counts what it is told, by which thread, and answers each sync. */
  private static final class End implements FrameChannel.Handler {
    final ChannelLoop loop;
    final FrameChannel channel;
    final Thread thread;
    final AtomicInteger syncs = new AtomicInteger();
    final AtomicInteger bytes = new AtomicInteger();
    final AtomicBoolean closed = new AtomicBoolean();
    final boolean answers;
    volatile Thread lastReader;

    End(SocketChannel socket, ByteRing out, ByteRing in, boolean answers) throws IOException {
      this.answers = answers;
      loop = new ChannelLoop(SPIN_NS);
      channel = loop.register(socket, this);
      loop.switchToRings(channel, out, in);
      thread = new Thread(loop::run, "end");
      thread.start();
    }

    @Override
    public void onFrame(FrameChannel from, MessageType type, ByteBuffer body) {
      bytes.addAndGet(body.remaining());
      lastReader = Thread.currentThread();
      syncs.incrementAndGet();
      if (answers) {
        sync(1);
      }
    }

    void sync(int size) {
      try (FrameOutput out = channel.begin(MessageType.SYNC)) {
        out.putBytes(new byte[size]);
      }
      channel.flush();
    }

    @Override
    public void onBatchEnd(FrameChannel from) {}

    @Override
    public void onClosed(FrameChannel from) {
      closed.set(true);
    }
  }

  @BeforeEach
  void open() throws IOException {
    sockets = SocketPair.open(folder);
    one = new End(sockets.one(), there, back, false);
    other = new End(sockets.other(), back, there, true);
  }

  @AfterEach
  void close() throws Exception {
    one.loop.close();
    other.loop.close();
    one.thread.join();
    other.thread.join();
    sockets.close();
  }

  @Test
  void shouldCarryFramesThatAreLargerThanTheRing() {
    int size = 5 * ByteRing.CAPACITY;
    one.sync(size);
    await().until(() -> one.syncs.get() == 1);
    assertThat(other.bytes).hasValue(size + Integer.BYTES);
  }

  @Test
  void shouldWakeAnEndThatSleeps() {
    for (int round = 1; round <= 2_000; round++) {
      int expected = round;
      one.sync(10);
      await().pollInterval(Duration.ofNanos(1)).until(() -> one.syncs.get() == expected);
    }
  }

  @Test
  void shouldLetAThreadThatWaitsReadByItself() {
    int byItself = 0;
    for (int round = 1; round <= 2_000; round++) {
      int expected = round;
      one.sync(10);
      while (one.syncs.get() < expected) {
        one.loop.help(() -> one.syncs.get() == expected, Long.MAX_VALUE);
      }
      byItself += one.lastReader == Thread.currentThread() ? 1 : 0;
    }
    assertThat(byItself).isPositive();
  }

  /** Has the calling thread read at an end where it would go on for an hour, if it may. */
  private void helpPatiently(BooleanSupplier done, long timeoutNs) throws IOException {
    ByteRing unused = new ByteRing(ByteBuffer.allocateDirect(ByteRing.BYTES));
    try (SocketPair pair = SocketPair.open(Files.createDirectory(folder.resolve("patient")));
        ChannelLoop loop = new ChannelLoop(TimeUnit.HOURS.toNanos(1))) {
      loop.switchToRings(loop.register(pair.one(), one), unused, unused);
      loop.help(done, timeoutNs);
    }
  }

  @Test
  void shouldReadNoLongerThanItMay() throws IOException {
    helpPatiently(() -> false, 1_000);
  }

  @Test
  void shouldReadNoLongerOnceTheThreadIsInterrupted() throws IOException {
    helpPatiently(
        () -> {
          Thread.currentThread().interrupt();
          return false;
        },
        Long.MAX_VALUE);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shouldHandOverWhatAPeerHadSaidBeforeItDied() throws IOException {
    for (int index = 0; index < 100; index++) {
      one.sync(10);
    }
    sockets.one().close();
    await().until(other.closed::get);
    assertThat(other.syncs).hasValue(100);
  }

  @Test
  void shouldDropAPeerWhosePositionsAreImpossible() throws IOException {
    memory.order(ByteOrder.nativeOrder()).putLong(0, Long.MAX_VALUE);
    sockets.one().write(ByteBuffer.wrap(new byte[1]));
    await().until(other.closed::get);
    assertThat(other.syncs).hasValue(0);
  }

  @Test
  void shouldDropAPeerThatWritesGarbage() throws IOException {
    ByteBuffer garbage = ByteBuffer.allocate(100).order(FrameLayout.ORDER).putInt(0, -5);
    there.write(garbage);
    sockets.one().write(ByteBuffer.wrap(new byte[1]));
    await().until(other.closed::get);
  }

  @Test
  void shouldTakeNothingFromThoseWhoRingForNothing() throws IOException {
    for (int index = 0; index < 100; index++) {
      sockets.one().write(ByteBuffer.wrap(new byte[1_000]));
    }
    one.sync(10);
    await().until(() -> one.syncs.get() == 1);
    assertThat(other.closed).isFalse();
  }
}
