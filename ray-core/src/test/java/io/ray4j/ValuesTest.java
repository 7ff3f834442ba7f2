package io.ray4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The small values: ids, wait results, failures. */
class ValuesTest {
  private static final String HEX = "00112233445566778899aabbccddeeff01020304";

  @Test
  void shouldPrintAnIdAsItsRef() {
    ObjectId id = ObjectId.fromHex(HEX);
    assertThat(id).hasToString("ObjectRef(" + HEX + ")");
    assertThat(id.hex()).isEqualTo(HEX);
    assertThat(id.toBytes()).hasSize(20).startsWith(0, 0x11);
  }

  @Test
  void shouldCompareIdsByValue() {
    ObjectId id = ObjectId.fromHex(HEX);
    assertThat(id)
        .isEqualTo(ObjectId.of(id.toBytes()))
        .isEqualTo(ObjectId.fromHex(HEX.toUpperCase(java.util.Locale.ROOT)))
        .hasSameHashCodeAs(ObjectId.fromHex(HEX))
        .isNotEqualTo(ObjectId.of(new byte[20]));
  }

  @Test
  void shouldNotShareTheBytesOfAnId() {
    byte[] bytes = new byte[20];
    ObjectId id = ObjectId.of(bytes);
    bytes[0] = 1;
    id.toBytes()[1] = 1;
    assertThat(id).isEqualTo(ObjectId.of(new byte[20]));
  }

  @Test
  void shouldRefuseIdsOfAnotherLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ObjectId.of(new byte[19]))
        .withMessage("An object id has 20 bytes: bytes.length=19");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ObjectId.fromHex("12"))
        .withMessageContaining("40 hex digits")
        .withMessageEndingWith(": 12");
    assertThatIllegalArgumentException().isThrownBy(() -> ObjectId.fromHex(HEX.replace('0', 'g')));
  }

  @Test
  void shouldCopyTheListsOfAWaitResult() {
    List<ObjectRef<Integer>> refs = new ArrayList<>(List.of(new InlineRuntime().put(1)));
    WaitResult<ObjectRef<Integer>> result = new WaitResult<>(refs, refs);
    refs.clear();
    assertThat(result.ready()).hasSize(1);
    assertThatThrownBy(() -> result.pending().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldGiveEachGetterItsOwnStackAndTheSameCause() {
    Throwable cause = new IllegalArgumentException("boom");
    RayTaskException stored =
        new RayTaskException("Stats.mean", "17", "worker-3 (pid=4711)", cause);
    RayTaskException mine = stored.forCallingThread();
    assertThat(mine)
        .isNotSameAs(stored)
        .hasMessage(
            "Stats.mean failed in task=17 on worker-3 (pid=4711):"
                + " java.lang.IllegalArgumentException: boom")
        .hasCause(cause);
    assertThat(mine.getCause()).isSameAs(cause);
    assertThat(mine.getStackTrace()).isNotEqualTo(stored.getStackTrace());
    assertThat(mine.functionName()).isEqualTo("Stats.mean");
    assertThat(mine.taskId()).isEqualTo("17");
    assertThat(mine.worker()).isEqualTo("worker-3 (pid=4711)");
    assertThat(mine.remoteText()).isEmpty();
  }

  @Test
  void shouldShowTheTextOfACauseThatCouldNotTravel() {
    RayTaskException failure = new RayTaskException("f", "1", "worker-0 (pid=1)", "Odd: text");
    assertThat(failure).hasNoCause().hasMessageEndingWith(": Odd: text");
    assertThat(failure.forCallingThread().remoteText()).contains("Odd: text");
  }

  @Test
  void shouldShowWhatTheWorkerFoundOutBesideTheCause() {
    Throwable cause = new OutOfMemoryError("Java heap space");
    RayTaskException failure =
        new RayTaskException("f", "1", "worker-0 (pid=1)", cause, "Mostly strings.");
    for (RayTaskException one : List.of(failure, failure.forCallingThread())) {
      assertThat(one)
          .hasMessageEndingWith("java.lang.OutOfMemoryError: Java heap space\nMostly strings.")
          .hasCause(cause);
      assertThat(one.remoteText()).isEmpty();
    }
  }

  @Test
  void shouldCarryTheFactsOfACrash() {
    WorkerCrashedException crash =
        new WorkerCrashedException("died", OptionalInt.of(137), "last line");
    assertThat(crash.exitCode()).hasValue(137);
    assertThat(crash.lastOutput()).isEqualTo("last line");
    assertThat(new WorkerCrashedException("died", OptionalInt.empty(), "").exitCode()).isEmpty();
  }
}
