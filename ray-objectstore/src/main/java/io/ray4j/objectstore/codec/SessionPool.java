package io.ray4j.objectstore.codec;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Sessions to be used again: making one takes a hundred times as long as a small graph.
 *
 * <p>Thread-safe. Grows to the number of threads that encode at once; one slot in front of the
 * queue serves a single thread without allocating.
 */
final class SessionPool {
  private final Supplier<GraphSession> maker;
  private final AtomicReference<GraphSession> front = new AtomicReference<>();
  private final ConcurrentLinkedQueue<GraphSession> others = new ConcurrentLinkedQueue<>();

  SessionPool(Supplier<GraphSession> maker) {
    this.maker = maker;
  }

  GraphSession take() {
    GraphSession session = front.getAndSet(null);
    if (session == null) {
      session = others.poll();
    }
    return session == null ? maker.get() : session;
  }

  void giveBack(GraphSession session) {
    session.end();
    if (!front.compareAndSet(null, session)) {
      others.add(session);
    }
  }
}
