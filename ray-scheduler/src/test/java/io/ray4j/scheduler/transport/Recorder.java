package io.ray4j.scheduler.transport;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Counts what is handed over, to a handler or to a listener. */
final class Recorder implements FrameChannel.Handler {
  final Map<String, Integer> calls = new HashMap<>();
  boolean closed;

  /** A listener that says nothing. */
  <T> T listener(Class<T> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (unused, method, arguments) -> {
              calls.merge(method.getName(), 1, Integer::sum);
              return null;
            });
    return type.cast(proxy);
  }

  int total() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void onFrame(FrameChannel channel, MessageType type, ByteBuffer body) {
    calls.merge(type.name(), 1, Integer::sum);
  }

  @Override
  public void onBatchEnd(FrameChannel channel) {}

  @Override
  public void onClosed(FrameChannel channel) {
    closed = true;
  }
}
