package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.cluster.RayFailures.Origin;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import org.junit.jupiter.api.Test;

class RayFailuresTest {
  /** Named as in Ray 1 and Ray 2, whose packages differ. */
  private static final class RayWorkerException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final class UnreconstructableException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void shouldTellADeadWorkerFromALostInputAndABadCall() {
    assertThat(RayFailures.originOf(new RayWorkerException())).isEqualTo(Origin.WORKER);
    assertThat(RayFailures.originOf(new UnreconstructableException())).isEqualTo(Origin.WORKER);
    assertThat(RayFailures.originOf(new IllegalStateException("task", new RayWorkerException())))
        .isEqualTo(Origin.INPUT);
    assertThat(RayFailures.originOf(new IllegalStateException("no such class")))
        .isEqualTo(Origin.CALL);
  }

  @Test
  void shouldTellWhatBecameOfAnObjectThatIsNotOurs() {
    assertThat(RayFailures.kindOf(new RayWorkerException())).isEqualTo(Kind.WORKER_CRASHED);
    assertThat(RayFailures.kindOf(new UnreconstructableException())).isEqualTo(Kind.OBJECT_LOST);
  }
}
