package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** All peers hang on one thread: none of them may end it. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ChannelLoopTest {
  @TempDir private Path folder;

  /** Fails at every turn but for a SYNC, which it counts. */
  private static final class Failing implements FrameChannel.Handler {
    final CountDownLatch syncs = new CountDownLatch(1);
    final CountDownLatch ends = new CountDownLatch(1);

    @Override
    public void onFrame(FrameChannel channel, MessageType type, ByteBuffer body) {
      if (type == MessageType.SYNC) {
        syncs.countDown();
      } else {
        throw new StackOverflowError("too deep");
      }
    }

    @Override
    public void onBatchEnd(FrameChannel channel) {
      throw new IllegalStateException("no end of a batch");
    }

    @Override
    public void onClosed(FrameChannel channel) {
      ends.countDown();
      throw new IllegalStateException("no end");
    }
  }

  @Test
  void shouldGoOnAfterAPeerWhoseHandlerFails() throws Exception {
    Path file = folder.resolve("loop.sock");
    ByteBuffer sync = frame(MessageType.SYNC);
    ByteBuffer deep = frame(MessageType.TASK_FINISHED);
    Failing handler = new Failing();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ChannelLoop loop = new ChannelLoop(0)) {
      server.bind(UnixDomainSocketAddress.of(file));
      loop.listen(server, () -> handler);
      Thread thread = new Thread(loop::run, "loop");
      thread.start();
      try (SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(file));
          SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
        first.write(deep);
        handler.ends.await();
        assertThat(first.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        second.write(sync);
        handler.syncs.await();
        assertThat(second.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
      assertThat(thread.isAlive()).isTrue();
    }
  }

  @SuppressWarnings("EnumOrdinal") // as it is sent
  private static ByteBuffer frame(MessageType type) {
    return ByteBuffer.allocate(6)
        .order(FrameLayout.ORDER)
        .putInt(2)
        .put((byte) type.ordinal())
        .put((byte) 0)
        .flip();
  }

  @Test
  void shouldAcceptAgainOnceAFileDescriptorIsFree() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell to set the limit");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n 100; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.log.io.ray4j.scheduler.transport=warn",
                "-cp",
                System.getProperty("java.class.path"),
                FewDescriptors.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output).contains("none left", "worked");
    } finally {
      process.destroyForcibly();
    }
  }
}
