package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SlowRequestsTest {
  @Test
  void shouldAnswerTheWorkerIfItsRequestCannotBeDone() throws InterruptedException {
    CountDownLatch refused = new CountDownLatch(1);
    try (SlowRequests requests = new SlowRequests()) {
      requests.begin(
          1,
          () -> {
            throw new IllegalStateException("this request cannot be done");
          },
          refused::countDown);

      assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
