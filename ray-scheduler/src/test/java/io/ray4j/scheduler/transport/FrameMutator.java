package io.ray4j.scheduler.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes false frames out of true ones. */
final class FrameMutator {
  private static final byte COMPOSITE = 2;
  private static final byte FAILED = 3;
  private static final int DEEP = 10_000;

  private final List<byte[]> corpus;
  private final List<byte[]> beforeAValue;
  private final SplittableRandom random;

  /**
   * @param corpus true frames
   * @param beforeAValue beginnings of frames after which a value comes
   */
  FrameMutator(List<byte[]> corpus, List<byte[]> beforeAValue, SplittableRandom random) {
    this.corpus = corpus;
    this.beforeAValue = beforeAValue;
    this.random = random;
  }

  byte[] next() {
    byte[] frame = pick(corpus).clone();
    int changes = random.nextInt(4);
    for (int change = 0; change < changes && frame.length > 1; change++) {
      frame = mutate(frame);
    }
    return frame;
  }

  private byte[] mutate(byte[] frame) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> flipBits(frame);
      case 2 -> Arrays.copyOf(frame, 1 + random.nextInt(frame.length - 1));
      case 3, 4, 5 -> lie(frame);
      case 6 -> splice(frame, pick(corpus));
      case 7 -> {
        frame[0] = (byte) random.nextInt(MessageType.values().length);
        yield frame;
      }
      case 8 -> {
        byte[] garbage = new byte[1 + random.nextInt(200)];
        random.nextBytes(garbage);
        garbage[0] = frame[0];
        yield garbage;
      }
      default -> parts(random.nextInt(500) == 0 ? DEEP : random.nextInt(20));
    };
  }

  private byte[] flipBits(byte[] frame) {
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      frame[1 + random.nextInt(frame.length - 1)] ^= (byte) (1 << random.nextInt(8));
    }
    return frame;
  }

  /** Puts a number that a decoder may stumble over somewhere. */
  private byte[] lie(byte[] frame) {
    if (frame.length < 1 + Integer.BYTES) {
      return frame;
    }
    int at = 1 + random.nextInt(frame.length - Integer.BYTES);
    int left = frame.length - at - Integer.BYTES;
    int[] lies = {
      -1, 0, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, left, left + 1, left / 5, 1 << 20, 1 << 28
    };
    int lie = random.nextInt(4) == 0 ? random.nextInt() : lies[random.nextInt(lies.length)];
    ByteBuffer.wrap(frame).order(FrameLayout.ORDER).putInt(at, lie);
    return frame;
  }

  private byte[] splice(byte[] head, byte[] tail) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(head, 0, 1 + random.nextInt(head.length));
    int from = random.nextInt(tail.length);
    both.write(tail, from, tail.length - from);
    return both.toByteArray();
  }

  /** Composites in composites, or one of many parts; each promises as much as the frame holds. */
  private byte[] parts(int count) {
    boolean nested = random.nextBoolean();
    byte[] begin = pick(beforeAValue);
    int level = 1 + 2 * Integer.BYTES;
    int part = 1 + Integer.BYTES;
    ByteBuffer frame =
        ByteBuffer.allocate(begin.length + level + count * level).order(FrameLayout.ORDER);
    frame.put(begin).put(COMPOSITE).putInt(0).putInt(nested ? frame.remaining() / part : count);
    for (int index = 0; index < count; index++) {
      if (nested) {
        frame.put(COMPOSITE).putInt(0).putInt(frame.remaining() / part);
      } else {
        frame.put(FAILED).putInt(0);
      }
    }
    return Arrays.copyOf(frame.array(), nested ? frame.capacity() : frame.position());
  }

  private byte[] pick(List<byte[]> frames) {
    return frames.get(random.nextInt(frames.size()));
  }
}
