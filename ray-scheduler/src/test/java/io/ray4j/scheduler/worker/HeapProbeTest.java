package io.ray4j.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In JVMs of their own, which run {@link FullHeap}. */
@Timeout(120)
class HeapProbeTest {
  private static String run(String how, String when, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:ParallelGCThreads=1"));
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FullHeap.class.getName(), how, when));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC"})
  void shouldNameWhatFillsTheHeapWhileTheStackStillHoldsIt(String collector) throws Exception {
    assertThat(run("slowly", "now", collector))
        .contains("with a heap of at most 64 MB", FullHeap.NODE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC"})
  void shouldPrepareWhenTheHeapIsHalfFull(String collector) throws Exception {
    assertThat(run("slowly", "half", collector)).contains(FullHeap.NODE);
  }

  @Test
  void shouldSayThatTheJvmHasNoManagement() throws Exception {
    assertThat(run("fast", "now", "--limit-modules", "java.base"))
        .contains("There is no class histogram, since this JVM offers none: ");
  }

  @Test
  void shouldSayThatTheJvmHasNoManagementWhenItWouldPrepare() throws Exception {
    assertThat(run("fast", "half", "--limit-modules", "java.base"))
        .contains("There is no class histogram, since this JVM offers none: ");
  }

  @Test
  void shouldSayThatTheJvmHasNoDiagnosticCommands() throws Exception {
    assertThat(run("fast", "now", "--limit-modules", "java.management"))
        .contains("There is no class histogram, since this JVM offers none: ");
  }
}
