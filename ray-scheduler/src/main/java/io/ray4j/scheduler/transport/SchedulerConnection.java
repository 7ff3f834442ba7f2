package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker's end of its connection to the driver.
 *
 * <p>{@link #run} is the body of the worker's control thread and returns after {@code close}, which
 * the listener calls when the driver is gone.
 */
public final class SchedulerConnection implements AutoCloseable {
  private final ChannelLoop loop;
  private final FrameChannel channel;
  private final SchedulerProxy proxy;

  private SchedulerConnection(ChannelLoop loop, FrameChannel channel) {
    this.loop = loop;
    this.channel = channel;
    this.proxy = new SchedulerProxy(loop, channel);
  }

  /**
   * Connects, and says nothing yet.
   *
   * @param socketFile where the driver listens
   * @param spinNs how long {@link #help} goes on when nothing comes
   * @param listener what the driver says goes there, on the thread that calls {@link #run} or
   *     {@link #help}
   */
  public static SchedulerConnection open(Path socketFile, long spinNs, WorkerListener listener)
      throws IOException {
    ChannelLoop loop = new ChannelLoop(spinNs);
    SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(socketFile));
    FrameChannel channel = loop.register(socket, new WorkerAdapter(listener));
    return new SchedulerConnection(loop, channel);
  }

  /**
   * Says that this worker can be given tasks; before {@link #run}.
   *
   * @param token proves that the driver forked it
   * @param memory what it shares with the driver, or null if frames travel over the socket
   */
  public void hello(int worker, String token, @Nullable WorkerMemory memory) {
    proxy.hello(worker, token);
    if (memory != null) {
      loop.switchToRings(channel, memory.toDriver(), memory.toWorker());
    }
  }

  /**
   * Reads what the driver says on the calling thread, until it has what it waits for, or not long;
   * in no case for longer than the time that is given.
   */
  public void help(BooleanSupplier done, long timeoutNs) {
    loop.help(done, timeoutNs);
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
