package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever bytes a peer sends, each frame is handed over once or refused, within memory that its
 * own length bounds. Other frames: {@code -Dray4j.fuzz.seed=N -Dray4j.fuzz.frames=N}.
 */
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD) // a decoder that hangs hears nothing
class DecoderFuzzTest {
  private static final long SEED = Long.getLong("ray4j.fuzz.seed", 20_260_101);
  private static final int FRAMES = Integer.getInteger("ray4j.fuzz.frames", 1_000_000);

  /** A peer lives that long at most: then the functions that it defined are forgotten. */
  private static final int FRAMES_OF_A_PEER = 500;

  private static final int WARM_UP = 20_000;

  /** An exception and its message, or what a class costs that is loaded late. */
  private static final long FIXED_BYTES = 256 << 10;

  /** On the heap a part of a value takes more than in the frame, but not more often than this. */
  private static final long BYTES_PER_BYTE = 32;

  private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  private final Recorder recorder = new Recorder();

  private int refused;

  /** One end's decoder. */
  private interface Decoder {
    void onFrame(MessageType type, ByteBuffer body) throws ProtocolException;
  }

  private interface NewDecoder {
    Decoder make() throws IOException;
  }

  @Test
  void shouldHandOverOrRefuseWhateverAWorkerSends() throws Exception {
    List<byte[]> corpus = FrameCorpus.ofWorker(folder);
    SchedulerListener listener = recorder.listener(SchedulerListener.class);
    try (SocketPair pair = SocketPair.open(folder)) {
      FrameChannel channel = new FrameChannel(pair.one(), recorder, unused -> {});
      fuzz(
          corpus,
          List.of(
              head(corpus, MessageType.TASK_FINISHED, 1 + 4 + 8 + 8),
              head(corpus, MessageType.PUT_OBJECT, 1 + 20)),
          () ->
              new SchedulerAdapter(1, new WorkerProxy(channel, ClaimTable.inMemory()), listener)
                  ::onFrame);
    }
    assertEachMethodWasCalled(SchedulerListener.class);
  }

  @Test
  void shouldHandOverOrRefuseWhateverADriverSends() throws Exception {
    List<byte[]> corpus = FrameCorpus.ofDriver(folder);
    WorkerListener listener = recorder.listener(WorkerListener.class);
    try (SocketPair pair = SocketPair.open(folder)) {
      FrameChannel channel = new FrameChannel(pair.one(), recorder, unused -> {});
      fuzz(
          corpus,
          List.of(head(corpus, MessageType.OBJECT_SEALED, 1 + 4)),
          () -> {
            WorkerAdapter adapter = new WorkerAdapter(listener);
            return (type, body) -> adapter.onFrame(channel, type, body);
          });
    }
    assertEachMethodWasCalled(WorkerListener.class);
  }

  private static byte[] head(List<byte[]> corpus, MessageType type, int bytes) {
    return Arrays.copyOf(FrameCorpus.ofType(corpus, type).get(0), bytes);
  }

  private void fuzz(List<byte[]> corpus, List<byte[]> beforeAValue, NewDecoder newDecoder)
      throws IOException {
    FrameMutator mutator = new FrameMutator(corpus, beforeAValue, new SplittableRandom(SEED));
    List<byte[]> definitions = FrameCorpus.ofType(corpus, MessageType.DEFINE_FUNCTION);
    Decoder decoder = newDecoder.make();
    for (int number = 0; number < FRAMES; number++) {
      if (number % FRAMES_OF_A_PEER == 0) {
        decoder = newDecoder.make();
        for (byte[] definition : definitions) {
          decode(decoder, definition, -1);
        }
      }
      decode(decoder, mutator.next(), number);
    }
    assertThat(refused).as("false frames, of which there are many").isGreaterThan(FRAMES / 10);
    assertThat(recorder.total()).as("true frames").isGreaterThan(FRAMES / 10);
  }

  private void decode(Decoder decoder, byte[] frame, int number) {
    MessageType type = MessageType.of(frame[0]);
    ByteBuffer body = ByteBuffer.wrap(frame, 1, frame.length - 1).order(FrameLayout.ORDER);
    int before = recorder.total();
    boolean handedOver = true;
    long beforeBytes = MEMORY.getCurrentThreadAllocatedBytes();
    try {
      decoder.onFrame(type, body);
    } catch (ProtocolException | RuntimeException e) {
      handedOver = false; // the channel makes one of the other, and is closed
    } catch (Error e) {
      throw new AssertionError(describe(frame, number), e);
    }
    long bytes = MEMORY.getCurrentThreadAllocatedBytes() - beforeBytes;
    if (number >= WARM_UP && bytes > FIXED_BYTES + BYTES_PER_BYTE * frame.length) {
      throw new AssertionError("allocated " + bytes + " bytes for " + describe(frame, number));
    }
    if (!handedOver) {
      refused++;
    }
    if (recorder.total() - before > (handedOver ? 1 : 0)) {
      throw new AssertionError("handed over twice, or refused as well: " + describe(frame, number));
    }
  }

  private static String describe(byte[] frame, int number) {
    return "seed=%d frame=%d type=%s length=%d bytes=%s"
        .formatted(
            SEED,
            number,
            MessageType.of(frame[0]),
            frame.length,
            HexFormat.of().formatHex(frame, 0, Math.min(frame.length, 400)));
  }

  private void assertEachMethodWasCalled(Class<?> listener) {
    List<String> methods =
        Arrays.stream(listener.getMethods())
            .map(Method::getName)
            .filter(name -> !name.equals("onBatchEnd")) // there is no frame that says so
            .toList();
    assertThat(recorder.calls.keySet()).containsAll(methods);
  }
}
