package io.ray4j.scheduler.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends each function's name once and its number from then on: one instance per channel and
 * direction and end.
 *
 * <p>The sending end is thread-safe; the receiving end is owned by the loop's thread.
 */
final class FunctionNumbers {
  @GuardedBy("this")
  private final Map<FunctionDescriptor, Integer> sent = new HashMap<>();

  /** The function that was asked for last: most often the next one too. */
  private volatile @Nullable Numbered last;

  private record Numbered(FunctionDescriptor function, int number) {}

  private final List<FunctionDescriptor> received = new ArrayList<>();

  /** The function's number, sent ahead in a frame of its own if it is new to the peer. */
  @SuppressWarnings("ReferenceEquality") // functions are resolved once; an equal one is looked up
  int numberFor(FrameChannel channel, FunctionDescriptor function) {
    Numbered latest = last;
    if (latest == null || latest.function != function) {
      latest = new Numbered(function, lookUp(channel, function));
      last = latest;
    }
    return latest.number;
  }

  private synchronized int lookUp(FrameChannel channel, FunctionDescriptor function) {
    Integer known = sent.get(function);
    if (known != null) {
      return known;
    }
    int number = sent.size();
    sent.put(function, number);
    try (FrameOutput out = channel.begin(MessageType.DEFINE_FUNCTION)) {
      ValueFrames.putFunction(out, function);
    }
    return number;
  }

  void onDefineFunction(ByteBuffer body) throws ProtocolException {
    received.add(ValueFrames.getFunction(body));
  }

  FunctionDescriptor read(ByteBuffer body) throws ProtocolException {
    int number = body.getInt();
    if (number < 0 || number >= received.size()) {
      throw new ProtocolException("undefined function: number=" + number);
    }
    return received.get(number);
  }
}
