package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A worker's end of its connection to the driver.
 *
 * <p>{@link #run} is the body of the worker's control thread and returns after {@code close}, which
 * the listener calls when the driver is gone.
 */
public final class SchedulerConnection implements AutoCloseable {
  private final ChannelLoop loop;
  private final SchedulerProxy proxy;

  private SchedulerConnection(ChannelLoop loop, SchedulerProxy proxy) {
    this.loop = loop;
    this.proxy = proxy;
  }

  /**
   * Connects, and says nothing yet.
   *
   * @param socketFile where the driver listens
   * @param listener what the driver says goes there, on the thread that calls {@link #run}
   */
  public static SchedulerConnection open(Path socketFile, WorkerListener listener)
      throws IOException {
    ChannelLoop loop = new ChannelLoop();
    SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(socketFile));
    FrameChannel channel = loop.register(socket, new WorkerAdapter(listener));
    return new SchedulerConnection(loop, new SchedulerProxy(loop, channel));
  }

  /** What to tell the driver. */
  public SchedulerProxy proxy() {
    return proxy;
  }

  /** Reads what the driver says until {@link #close}. */
  public void run() {
    loop.run();
  }

  @Override
  public void close() {
    loop.close();
  }
}
