package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The driver's end of all connections: accepts workers that know the session's token, and reads
 * what they say.
 *
 * <p>Thread-safe. One thread at a time calls the listeners: its own, or one that {@link #help}s.
 * {@code close} ends it and the connections.
 */
public final class WorkerServer implements AutoCloseable {
  private static final long CLOSE_MS = 2_000;

  /** The most that a stranger may send: a HELLO is shorter. */
  private static final int MAX_HELLO_LENGTH = 256;

  /** Learns which workers come and go, on the server's thread. */
  public interface Connections {
    /** A worker says who it is; returns its memory, or null if no such worker is expected. */
    @Nullable WorkerMemory onHello(int worker);

    /** The worker can be given tasks. */
    void onConnected(int worker, WorkerProxy proxy);

    /** The worker's connection has ended; all that it had sent was handed over. */
    void onDisconnected(int worker);
  }

  private final Path socketFile;
  private final byte[] token;
  private final Transport transport;
  private final SchedulerListener listener;
  private final Connections connections;
  private final ChannelLoop loop;
  private final Thread thread;

  /** Opens the socket file and begins to accept. */
  public WorkerServer(
      Path socketFile,
      String token,
      Transport transport,
      SchedulerListener listener,
      Connections connections)
      throws IOException {
    this.socketFile = socketFile;
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.listener = listener;
    this.connections = connections;
    this.transport = transport;
    this.loop = new ChannelLoop(transport.spinNs());
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socketFile));
    Files.setPosixFilePermissions(socketFile, PosixFilePermissions.fromString("rw-------"));
    loop.listen(server, Greeting::new);
    this.thread = new Thread(loop::run, "ray4j-control");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Reads what workers say on the calling thread, until it has what it waits for, or not long; in
   * no case for longer than the time that is given.
   */
  public void help(BooleanSupplier done, long timeoutNs) {
    loop.help(done, timeoutNs);
  }

  /** One connection: a stranger until it has said a valid HELLO, then a worker. */
  private final class Greeting implements FrameChannel.Handler {
    private @Nullable SchedulerAdapter adapter;
    private int worker;

    @Override
    public int maxLength() {
      return adapter == null ? MAX_HELLO_LENGTH : FrameLayout.MAX_LENGTH;
    }

    @Override
    public void onFrame(FrameChannel channel, MessageType type, ByteBuffer body)
        throws ProtocolException {
      if (adapter != null) {
        adapter.onFrame(type, body);
        return;
      }
      if (type != MessageType.HELLO || body.getInt() != FrameLayout.VERSION) {
        throw new ProtocolException("a stranger's first message is no HELLO of this version");
      }
      worker = body.getInt();
      if (!MessageDigest.isEqual(token, ValueFrames.getBytes(body))) {
        throw new ProtocolException("a stranger without the session's token");
      }
      WorkerMemory memory = connections.onHello(worker);
      if (memory == null) {
        throw new ProtocolException("not expected: worker=" + worker);
      }
      if (transport.rings()) {
        loop.switchToRings(channel, memory.toWorker(), memory.toDriver());
      }
      WorkerProxy proxy = new WorkerProxy(channel, memory.claims());
      adapter = new SchedulerAdapter(worker, proxy, listener);
      connections.onConnected(worker, proxy);
    }

    @Override
    public void onBatchEnd(FrameChannel channel) {
      if (adapter != null) {
        adapter.onBatchEnd();
      }
    }

    @Override
    public void onClosed(FrameChannel channel) {
      if (adapter != null) {
        connections.onDisconnected(worker);
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    boolean interrupted = false;
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      Files.deleteIfExists(socketFile);
    } catch (IOException e) {
      TransportLog.LOG.warn("cannot delete {}: {}", socketFile, e.toString());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
