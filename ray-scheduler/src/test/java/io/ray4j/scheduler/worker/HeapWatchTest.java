package io.ray4j.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  @SuppressWarnings("StaticAssignmentOfThrowable") // only its text is of interest
  private static final OutOfMemoryError ERROR = new OutOfMemoryError("Java heap space");

  private long nowNs = -SECOND_NS;
  private final HeapWatch watch = new HeapWatch(() -> nowNs);
  private final FakeProbe probe = new FakeProbe();

  /** Says which class takes all. */
  private final class FakeProbe implements HeapWatch.Probe {
    /** So small that this process has more than half of it in use. */
    long maxHeapBytes = 2 << 20;

    String className = "com.acme.First";
    long totalBytes = 2 << 20;
    long takesNs;
    int failures;
    int taken;

    @Override
    public long maxHeapBytes() {
      return maxHeapBytes;
    }

    @Override
    public String histogram() {
      taken++;
      nowNs += takesNs;
      if (failures-- > 0) {
        throw new OutOfMemoryError("Java heap space");
      }
      return "1: 10 %d %s\nTotal 10 %d\n".formatted(totalBytes, className, totalBytes);
    }
  }

  @Test
  void shouldTellWhatFilledTheHeapBeforeTheErrorWasCaught() {
    watch.setUp(probe);
    long beganNs = nowNs;
    nowNs += SECOND_NS;
    watch.onFull();
    nowNs += SECOND_NS / 2;
    probe.className = "com.acme.Later";
    assertThat(watch.report(ERROR, beganNs))
        .startsWith("Out of memory (Java heap space) with a heap of at most 2 MB. ")
        .contains("What filled it, 500 ms before the error was caught:")
        .contains("2,097,152 bytes in          10 objects of com.acme.First");
    assertThat(probe.taken).isEqualTo(1);
  }

  @Test
  void shouldLookWhenTheErrorIsCaughtIfItHasNotBefore() {
    watch.setUp(probe);
    assertThat(watch.report(ERROR, nowNs)).contains("com.acme.First", "0 ms before");
  }

  @Test
  void shouldNotTellOfWhatAnEarlierTaskFilledTheHeapWith() {
    watch.setUp(probe);
    watch.onFull();
    nowNs += 1;
    long beganNs = nowNs;
    probe.className = "com.acme.Second";
    nowNs += 1;
    assertThat(watch.report(ERROR, beganNs))
        .contains("com.acme.Second")
        .doesNotContain("com.acme.First");
  }

  @Test
  void shouldLookAgainIfTheHeapHasBeenFullForLong() {
    watch.setUp(probe);
    long beganNs = nowNs;
    watch.onFull();
    nowNs += 10 * SECOND_NS;
    probe.className = "com.acme.Second";
    assertThat(watch.report(ERROR, beganNs)).contains("com.acme.Second");
  }

  @Test
  void shouldTellOfLongAgoIfNothingNewerCanBeHad() {
    watch.setUp(probe);
    long beganNs = nowNs;
    watch.onFull();
    nowNs += 10 * SECOND_NS;
    probe.failures = 2;
    assertThat(watch.report(ERROR, beganNs)).contains("com.acme.First", "10000 ms before");
  }

  @Test
  void shouldSayThatOneAllocationWasTooLarge() {
    probe.maxHeapBytes = 1L << 40; // of which next to nothing is in use
    watch.setUp(probe);
    assertThat(watch.report(ERROR, nowNs))
        .contains("There is no class histogram: ", "one allocation asked for more than was left");
    assertThat(probe.taken).isZero();
  }

  @Test
  void shouldTryAgainWithTheMemoryThatItKeepsForThat() {
    watch.setUp(probe);
    probe.failures = 1;
    assertThat(watch.report(ERROR, nowNs)).contains("com.acme.First");
    probe.failures = 1;
    nowNs += 1;
    assertThat(watch.report(ERROR, nowNs)).contains("com.acme.First");
  }

  @Test
  void shouldNotTellOfWhatACollectionHasLeft() {
    probe.totalBytes = 1 << 19;
    watch.setUp(probe);
    assertThat(watch.report(ERROR, nowNs))
        .contains("what filled the heap was let go")
        .doesNotContain("com.acme");
  }

  @Test
  void shouldNotForgetWhatFilledTheHeapSinceTheNewsOfItCameLate() {
    watch.setUp(probe);
    long beganNs = nowNs;
    watch.onFull();
    probe.className = "com.acme.Rest";
    probe.totalBytes = 1 << 19;
    nowNs += 1;
    watch.onFull();
    assertThat(watch.report(ERROR, beganNs)).contains("com.acme.First");
  }

  @Test
  void shouldSayWhyThereIsNoHistogram() {
    assertThat(watch.report(ERROR, nowNs))
        .contains("There is no class histogram, since the worker had only just started.");
    watch.onFull();
    probe.failures = 2;
    watch.setUp(probe);
    assertThat(watch.report(ERROR, nowNs))
        .contains("There is no class histogram: the attempt met java.lang.OutOfMemoryError.");
    assertThat(HeapWatch.without("it is Sunday").report(ERROR, nowNs)).contains("it is Sunday");
  }

  private int takenOf(int times) {
    int before = probe.taken;
    for (int time = 0; time < times; time++) {
      watch.onFull();
    }
    return probe.taken - before;
  }

  @Test
  void shouldNotStopTheProcessMoreThanNowAndThen() {
    watch.setUp(probe);
    assertThat(takenOf(10)).isEqualTo(3);
    nowNs += SECOND_NS;
    assertThat(takenOf(10)).isZero();
    nowNs += SECOND_NS;
    assertThat(takenOf(10)).isEqualTo(1);
    nowNs += 100 * SECOND_NS;
    assertThat(takenOf(10)).isEqualTo(3);
  }

  @Test
  void shouldStopALargeProcessLessOften() {
    watch.setUp(probe);
    probe.takesNs = SECOND_NS;
    assertThat(takenOf(10)).isEqualTo(1);
    nowNs += 14 * SECOND_NS;
    assertThat(takenOf(1)).isZero();
    nowNs += SECOND_NS;
    assertThat(takenOf(1)).isEqualTo(1);
  }

  @Test
  void shouldBeReadyForTheNextTaskOnceItHasReported() {
    watch.setUp(probe);
    watch.onFull();
    assertThat(watch.report(ERROR, nowNs - 1)).contains("com.acme.First");
    probe.className = "com.acme.Second";
    nowNs += 1;
    watch.onFull();
    assertThat(watch.report(ERROR, nowNs)).contains("com.acme.Second");
  }
}
