package io.ray4j.scheduler.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All interleavings of the steps by which a {@link ByteRing}'s reader falls asleep and its writer
 * wakes it. The steps are the accesses to shared words; the fences of the code make them happen in
 * this order for everybody.
 */
class SleepProtocolTest {
  private static final int MESSAGES = 4;

  /**
   * Everything at one moment.
   *
   * @param writer 0 about to publish, 1 about to look whether the reader is awake, 2 about to ring
   * @param reader 0 about to read, 1 about to clear awake, 2 about to look once more, 3 waits for
   *     the bell
   */
  private record State(int written, int read, boolean awake, int bells, int writer, int reader) {
    boolean waitsInVain() {
      return reader == 3 && bells == 0 && read < written;
    }
  }

  @ParameterizedTest(name = "reader looks once more: {0}, writer publishes first: {1}")
  @CsvSource({"true,true,false", "false,true,true", "true,false,true"})
  void shouldNeverWaitForAMessageThatIsThere(
      boolean looksOnceMore, boolean publishesFirst, boolean canBeStuck) {
    Set<State> seen = new HashSet<>();
    ArrayDeque<State> next = new ArrayDeque<>();
    next.add(new State(0, 0, false, 0, publishesFirst ? 0 : 1, 3));
    boolean stuck = false;
    while (!next.isEmpty()) {
      State state = next.poll();
      if (!seen.add(state)) {
        continue;
      }
      boolean over = state.written == MESSAGES && state.writer == (publishesFirst ? 0 : 1);
      stuck |= over && state.waitsInVain();
      if (!over) {
        next.add(publishesFirst ? writer(state) : hastyWriter(state));
      }
      if (state.reader != 3 || state.bells > 0) {
        next.add(reader(state, looksOnceMore));
      }
    }
    assertThat(stuck).isEqualTo(canBeStuck);
    assertThat(seen.size()).isGreaterThan(50);
  }

  private static State writer(State s) {
    return switch (s.writer) {
      case 0 -> new State(s.written + 1, s.read, s.awake, s.bells, 1, s.reader);
      case 1 -> new State(s.written, s.read, true, s.bells, s.awake ? 0 : 2, s.reader);
      default -> new State(s.written, s.read, s.awake, s.bells + 1, 0, s.reader);
    };
  }

  /** One that looks before it publishes. */
  private static State hastyWriter(State s) {
    return switch (s.writer) {
      case 1 -> new State(s.written, s.read, true, s.bells, s.awake ? 0 : 2, s.reader);
      case 2 -> new State(s.written, s.read, s.awake, s.bells + 1, 0, s.reader);
      default -> new State(s.written + 1, s.read, s.awake, s.bells, 1, s.reader);
    };
  }

  private static State reader(State s, boolean looksOnceMore) {
    return switch (s.reader) {
      case 0 -> new State(s.written, s.written, s.awake, s.bells, s.writer, 1);
      case 1 -> new State(s.written, s.read, false, s.bells, s.writer, looksOnceMore ? 2 : 3);
      case 2 ->
          s.read == s.written
              ? new State(s.written, s.read, s.awake, s.bells, s.writer, 3)
              : new State(s.written, s.read, true, s.bells, s.writer, 0);
      default -> new State(s.written, s.read, s.awake, s.bells - 1, s.writer, 0);
    };
  }
}
