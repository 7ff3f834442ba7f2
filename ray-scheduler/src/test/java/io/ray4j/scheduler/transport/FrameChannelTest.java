package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("EnumOrdinal") // how types travel
class FrameChannelTest {
  private static final long SEED = Long.getLong("ray4j.fuzz.seed", 20_260_101);
  private static final int MB = 1 << 20;

  @TempDir private Path folder;

  private final Recorder recorder = new Recorder();

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static ByteBuffer frame(int length, int type, int bodyBytes) {
    ByteBuffer frame = ByteBuffer.allocate(4 + 1 + bodyBytes).order(FrameLayout.ORDER);
    return frame.putInt(length).put((byte) type).position(0);
  }

  /** Sends all of it and has it read meanwhile; returns whether the channel is still open. */
  private static boolean feed(SocketPair pair, FrameChannel channel, ByteBuffer bytes)
      throws IOException {
    boolean open = true;
    while (open && bytes.hasRemaining()) {
      pair.other().write(bytes);
      open = channel.read();
    }
    return open;
  }

  private FrameChannel channel(SocketPair pair) {
    return new FrameChannel(pair.one(), recorder, unused -> {});
  }

  @Test
  void shouldReadFramesOfAllLengthsInWhateverPieces() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (SocketPair pair = SocketPair.open(folder)) {
      FrameChannel channel = channel(pair);
      int frames = 0;
      for (int length : new int[] {1, 70_000, 2, 65_532, 65_531, 65_533, 3 * MB, 9, 300_000, 1}) {
        ByteBuffer bytes = frame(length, MessageType.SYNC.ordinal(), length - 1);
        while (bytes.hasRemaining()) {
          ByteBuffer piece = bytes.slice();
          piece.limit(Math.min(piece.limit(), 1 + random.nextInt(100_000)));
          bytes.position(bytes.position() + piece.limit());
          assertThat(feed(pair, channel, piece)).isTrue();
        }
        assertThat(recorder.total()).as("frames of length " + length).isEqualTo(++frames);
      }
    }
  }

  @Test
  void shouldTakeNoMoreMemoryThanWasSentHoweverLongAFrameClaimsToBe() throws IOException {
    try (SocketPair pair = SocketPair.open(folder)) {
      FrameChannel channel = channel(pair);
      long before = directBytes();
      ByteBuffer bytes = frame(FrameLayout.MAX_LENGTH, MessageType.SYNC.ordinal(), 200_000);
      assertThat(feed(pair, channel, bytes)).isTrue();
      assertThat(directBytes() - before).isLessThan(MB);
    }
  }

  @Test
  void shouldRefuseLengthsAndTypesThatCannotBe() throws IOException {
    int type = MessageType.SYNC.ordinal();
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, FrameLayout.MAX_LENGTH + 1}) {
      assertRefused(frame(length, type, 10));
    }
    for (int unknown : new int[] {-1, MessageType.values().length, Byte.MAX_VALUE}) {
      assertRefused(frame(11, unknown, 10));
    }
  }

  private void assertRefused(ByteBuffer bytes) throws IOException {
    try (SocketPair pair = SocketPair.open(folder)) {
      assertThat(feed(pair, channel(pair), bytes)).isFalse();
      assertThat(recorder.calls).isEmpty();
    }
  }

  /** Streams of true and false frames with true and false lengths. */
  @Test
  void shouldReadOrRefuseAnyStream() throws IOException {
    List<byte[]> corpus = FrameCorpus.ofWorker(folder);
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> none = new ArrayList<>(corpus);
    FrameMutator mutator = new FrameMutator(corpus, none, random);
    SchedulerListener listener = recorder.listener(SchedulerListener.class);
    int refused = 0;
    for (int stream = 0; stream < 1_000; stream++) {
      try (SocketPair pair = SocketPair.open(folder)) {
        Peer peer = new Peer();
        FrameChannel channel = new FrameChannel(pair.one(), peer, unused -> {});
        peer.adapter =
            new SchedulerAdapter(1, new WorkerProxy(channel, ClaimTable.inMemory()), listener);
        boolean open = true;
        for (int number = 0; open && number < 50; number++) {
          byte[] body = random.nextInt(5) == 0 ? mutator.next() : corpus.get(1 + number % 20);
          ByteBuffer bytes = ByteBuffer.allocate(4 + body.length).order(FrameLayout.ORDER);
          int lie = random.nextInt(50) == 0 ? random.nextInt(-10, 10) : 0;
          open = feed(pair, channel, bytes.putInt(body.length + lie).put(body).flip());
        }
        refused += open ? 0 : 1;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed=" + SEED + " stream=" + stream, e);
      }
    }
    assertThat(refused).isBetween(100, 1_000);
    assertThat(recorder.total()).isGreaterThan(5_000);
  }

  private static final class Peer implements FrameChannel.Handler {
    private SchedulerAdapter adapter;

    @Override
    public void onFrame(FrameChannel channel, MessageType type, ByteBuffer body)
        throws ProtocolException {
      adapter.onFrame(type, body);
    }

    @Override
    public void onBatchEnd(FrameChannel channel) {
      adapter.onBatchEnd();
    }

    @Override
    public void onClosed(FrameChannel channel) {}
  }
}
