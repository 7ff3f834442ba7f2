package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers to what a worker asks for at once travel together: one by one each would cost a write.
 */
class WorkerProxyTest {
  /** Length, type and the request's number. */
  private static final int ANSWER_BYTES = 4 + 1 + 4;

  @TempDir private Path folder;

  private SocketPair pair;
  private WorkerProxy proxy;
  private SchedulerAdapter adapter;

  @BeforeEach
  void connect() throws IOException {
    pair = SocketPair.open(folder);
    proxy =
        new WorkerProxy(
            new FrameChannel(pair.one(), new Recorder(), unused -> {}), ClaimTable.inMemory());
    adapter = new SchedulerAdapter(1, proxy, new Recorder().listener(SchedulerListener.class));
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private void read() throws ProtocolException {
    ByteBuffer body = ByteBuffer.allocate(Integer.BYTES).order(FrameLayout.ORDER);
    adapter.onFrame(MessageType.SYNC, body);
  }

  @Test
  void shouldGatherTheAnswersToABatch() throws Exception {
    for (int request = 0; request < 10; request++) {
      read();
      proxy.syncDone(request);
      assertThat(pair.received()).isEmpty();
    }
    adapter.onBatchEnd();
    assertThat(pair.received()).hasSize(10 * ANSWER_BYTES);
  }

  @Test
  void shouldSendAtOnceWhenNoBatchIsRead() throws Exception {
    proxy.syncDone(1);
    assertThat(pair.received()).hasSize(ANSWER_BYTES);
    read();
    adapter.onBatchEnd();
    proxy.syncDone(2);
    assertThat(pair.received()).hasSize(ANSWER_BYTES);
  }

  @Test
  void shouldNotGatherMoreThanABatchIsWorth() throws Exception {
    read();
    proxy.state(1, new byte[10_000]);
    assertThat(pair.received()).hasSizeGreaterThan(10_000);
  }
}
