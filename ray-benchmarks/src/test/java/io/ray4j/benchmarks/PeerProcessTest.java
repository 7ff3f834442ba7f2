package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PeerProcessTest {
  @Test
  @Timeout(120)
  void shouldGatherTheFiguresOfAPeerFromAJvmPerRound() throws Exception {
    Options options = new Options("smoke", 2, List.of(PeerKind.THREADS), null, false);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Results results =
        Benchmarks.run(options, new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(results.problems()).isEmpty();
    assertThat(results.samples(PeerKind.THREADS, Measure.INIT)).hasSize(2);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("round 2 of 2");
  }

  @Test
  @Timeout(60)
  void shouldSkipAPeerThatCannotStartHere() throws Exception {
    Options options = new Options("smoke", 2, List.of(PeerKind.REAL_RAY), null, false);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Results results =
        Benchmarks.run(options, new PrintStream(printed, true, StandardCharsets.UTF_8));

    // the tests have its API only, not its runtime
    assertThat(results.problems().get(PeerKind.REAL_RAY)).startsWith("skipped: it does not start");
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("round 1")
        .doesNotContain("round 2 of 2");
  }

  @Test
  @Timeout(60)
  void shouldSayWhyAPeerDidNotRun() throws Exception {
    Results results = new Results(List.of(PeerKind.THREADS));

    new PeerProcess(PeerKind.THREADS, "no-such-plan").run(results);

    assertThat(results.problems().get(PeerKind.THREADS))
        .startsWith("exitCode=1")
        .contains("no such plan: no-such-plan");
  }
}
