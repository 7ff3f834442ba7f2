package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ray4j.benchmarks.peer.PeerKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void shouldRunAllPeersInThreeRoundsByDefault() {
    assertThat(Options.parse(List.of()))
        .isEqualTo(new Options("whole", 3, List.of(PeerKind.values()), null, false));
  }

  @Test
  void shouldReadSeveralOptionsFromOneArgument() {
    Options options = Options.parse(List.of(" --quick --peers=threads,ray4j ", "--out=a/b"));

    assertThat(options)
        .isEqualTo(
            new Options(
                "quick", 1, List.of(PeerKind.THREADS, PeerKind.RAY4J), Path.of("a/b"), false));
  }

  @Test
  void shouldLetTheNumberOfRoundsBeGiven() {
    assertThat(Options.parse(List.of("--rounds=5 --quick")).rounds()).isEqualTo(5);
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--fast")))
        .withMessageContaining("--fast")
        .withMessageContaining("--quick");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--peers=spark")))
        .withMessageContaining("spark")
        .withMessageContaining("hazelcast");
  }
}
