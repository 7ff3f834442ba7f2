package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WorkerOutputTest {
  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldReadOnWhenTheDriversStreamThrows() {
    PrintStream broken =
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void print(Object text) {
            throw new IllegalStateException("a stream of the user's");
          }
        };
    WorkerOutput output = new WorkerOutput(true);
    try (DriverOutput driver = new DriverOutput(() -> broken, 1)) {
      output.pump(new SequenceInputStream(bytes("one\n"), bytes("two\n")), 4711, driver);
    }
    assertThat(output.lastLines(false)).isEqualTo("one\ntwo");
  }
}
