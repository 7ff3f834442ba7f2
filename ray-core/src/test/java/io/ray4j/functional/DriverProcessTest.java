package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DriverProcessTest {
  @Test
  void shouldRunAMillionQueuedTasksInASmallHeapAndLeaveNothingAfterMain() throws Exception {
    Process driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                MillionTasks.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(driver.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).contains("sum=1000000");
    List<String> pids = valuesOf(lines, "pid=");
    assertThat(pids).hasSize(2);
    for (String pid : pids) {
      assertThat(ProcessHandle.of(Long.parseLong(pid))).isEmpty();
    }
    String session = valuesOf(lines, "session=").get(0);
    assertThat(Path.of(System.getProperty("java.io.tmpdir"), session)).doesNotExist();
    assertThat(Path.of("/dev/shm", session)).doesNotExist();
  }

  private static List<String> valuesOf(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()))
        .toList();
  }
}
