package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputTest {
  @Test
  void shouldPrintOnceWhatSeveralWorkersRepeat() {
    PrintStream before = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      Ray.init(RayConfig.builder().workers(2).build());
      Set<Long> pids = new HashSet<>();
      await()
          .until(
              () -> {
                List<ObjectRef<Long>> refs = new ArrayList<>();
                for (int task = 0; task < 8; task++) {
                  refs.add(Ray.remote(Tasks::sayAndPause, "loading the model"));
                }
                pids.addAll(Ray.get(refs));
                return pids.size() == 2;
              });
    } finally {
      Ray.shutdown();
      System.setOut(before);
    }
    List<String> lines = captured.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.get(0)).endsWith(") loading the model");
    assertThat(lines.get(lines.size() - 1))
        .matches("\\(Tasks.sayAndPause pid=\\d+\\) loading the model \\[repeated \\d+x\\]");
  }

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
