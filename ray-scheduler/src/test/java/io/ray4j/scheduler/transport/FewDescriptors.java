package io.ray4j.scheduler.transport;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A server that somebody calls while the process has no file descriptor left. Run by {@link
 * ChannelLoopTest}.
 */
final class FewDescriptors {
  private static final byte[] TOKEN = "secret".getBytes(StandardCharsets.UTF_8);

  private static final long PATIENCE_MS = 40_000;

  /**
   * More than the descriptors that the server may yet give back: of the two callers before them, it
   * closes a socket for good only in its next select.
   */
  private static final int LATE_CALLERS = 4;

  /** The server has said that it cannot accept. */
  private static final CountDownLatch FAILED = new CountDownLatch(1);

  private FewDescriptors() {}

  /**
   * Runs.
   *
   * @param args the folder for the socket
   */
  public static void main(String[] args) throws InterruptedException {
    System.setErr(new PrintStream(new Log(), true, StandardCharsets.UTF_8));
    Thread thread = new Thread(() -> run(args));
    thread.setDaemon(true); // if the server hangs, this process ends all the same
    thread.start();
    thread.join(PATIENCE_MS);
  }

  private static void run(String[] args) {
    try {
      callWithoutDescriptors(Path.of(args[0], "server.sock"));
      System.out.println("worked");
    } catch (IOException | InterruptedException e) {
      System.out.println("failed: " + e);
    }
  }

  private static void callWithoutDescriptors(Path file) throws IOException, InterruptedException {
    Recorder recorder = new Recorder();
    SchedulerListener listener = recorder.listener(SchedulerListener.class);
    WorkerServer server =
        new WorkerServer(file, "secret", new Transport(false, 0), listener, new Anyone());
    try (server) {
      call(SocketChannel.open(StandardProtocolFamily.UNIX), file, 1); // loads all classes
      loadTheLogger(file);
      List<SocketChannel> late = new ArrayList<>();
      for (int i = 0; i < LATE_CALLERS; i++) {
        late.add(SocketChannel.open(StandardProtocolFamily.UNIX));
      }
      List<FileInputStream> all = takeAll(file.getParent());
      for (SocketChannel caller : late) {
        caller.connect(UnixDomainSocketAddress.of(file));
      }
      FAILED.await();
      for (FileInputStream one : all) {
        one.close();
      }
      for (int i = 0; i < LATE_CALLERS; i++) {
        call(late.get(i), file, 2 + i);
      }
    }
  }

  private static void loadTheLogger(Path file) throws IOException {
    try (SocketChannel stranger = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      stranger.write(frame(MessageType.SYNC, 0).flip());
      while (stranger.read(ByteBuffer.allocate(1)) >= 0) {
        // until it is dropped
      }
    }
  }

  private static final class Log extends ByteArrayOutputStream {
    @Override
    public synchronized void flush() {
      if (toString(StandardCharsets.UTF_8).contains("cannot accept a connection")) {
        FAILED.countDown();
      }
    }
  }

  private static List<FileInputStream> takeAll(Path folder) throws IOException {
    Path any = Files.createFile(folder.resolve("any"));
    List<FileInputStream> all = new ArrayList<>();
    try {
      while (true) {
        all.add(new FileInputStream(any.toFile()));
      }
    } catch (IOException e) {
      System.out.println("none left");
    }
    return all;
  }

  /** Says hello, and returns once that was answered. */
  private static void call(SocketChannel socket, Path file, int worker) throws IOException {
    try (socket) {
      if (!socket.isConnected()) {
        socket.connect(UnixDomainSocketAddress.of(file));
      }
      ByteBuffer hello = frame(MessageType.HELLO, 12 + TOKEN.length);
      hello.putInt(FrameLayout.VERSION).putInt(worker).putInt(TOKEN.length).put(TOKEN);
      socket.write(hello.flip());
      if (socket.read(ByteBuffer.allocate(100)) <= 0) {
        throw new IOException("not accepted: worker=" + worker);
      }
    }
  }

  @SuppressWarnings("EnumOrdinal") // as it is sent
  private static ByteBuffer frame(MessageType type, int bodyBytes) {
    return ByteBuffer.allocate(5 + bodyBytes)
        .order(FrameLayout.ORDER)
        .putInt(1 + bodyBytes)
        .put((byte) type.ordinal());
  }

  /** Answers each hello. */
  private static final class Anyone implements WorkerServer.Connections {
    @Override
    public WorkerMemory onHello(int worker) {
      return WorkerMemory.inMemory();
    }

    @Override
    public void onConnected(int worker, WorkerProxy proxy) {
      proxy.syncDone(worker);
    }

    @Override
    public void onDisconnected(int worker) {}
  }
}
