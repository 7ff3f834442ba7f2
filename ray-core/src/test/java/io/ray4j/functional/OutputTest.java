package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputTest {
  @Test
  void shouldBringWholePrefixedLinesToTheDriverEvenWhenFlooded() {
    PrintStream before = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    long pid;
    try {
      Ray.init(RayConfig.builder().workers(1).build());
      pid = Ray.remote(Tasks::pid).get();
      Ray.remote(
              () -> {
                for (int line = 0; line < 20_000; line++) {
                  System.out.println("line " + line + " ünïcode");
                }
              })
          .get();
      Ray.remote(Tasks::say, "the last word").get();
      Ray.shutdown();
    } finally {
      Ray.shutdown();
      System.setOut(before);
    }
    List<String> lines = captured.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(20_001);
    assertThat(lines.get(19_999))
        .isEqualTo("(OutputTest.lambda pid=" + pid + ") line 19999 ünïcode");
    assertThat(lines.get(20_000)).isEqualTo("(Tasks.say pid=" + pid + ") the last word");
  }
}
