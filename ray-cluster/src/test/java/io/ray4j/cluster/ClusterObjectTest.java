package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an object, whatever Ray has for it. */
class ClusterObjectTest {
  private static final ObjectId ID = new ObjectId(1, 2, 0);
  private static final ObjectId INPUT = new ObjectId(1, 3, 0);
  private static final byte[] VALUE = {5};

  private final ObjectDirectory directory = new ObjectDirectory();
  private FakeRay ray;

  /** Named as Ray's. */
  private static final class RayWorkerException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @BeforeEach
  void start() throws Exception {
    ray = FakeRay.start();
  }

  @AfterEach
  void end() throws Exception {
    ray.close();
  }

  private ClusterObject produced(ObjectId id, FakeProduction production) {
    ClusterObject object = ClusterObject.produced(id, production);
    directory.add(object, production.keeps());
    return object;
  }

  private static FakeProduction production(int maxRetries, ObjectId... inputs) {
    return new FakeProduction(FakeProduction.policy(1, maxRetries), inputs);
  }

  private static Envelope failure(boolean retry) {
    TaskFailure failure =
        new TaskFailure(
            Kind.FUNCTION_THREW, "F.f", "17", "w", "threw", -1, "out", new byte[] {1}, retry);
    return new Envelope(Envelope.Kind.FAILED, failure.toBytes());
  }

  private static Envelope inputsFailed() {
    return new Envelope(Envelope.Kind.INPUTS_FAILED, WireFields.toBytes(List.of(INPUT)));
  }

  private static TaskFailure failure(ObjectValue value) {
    return TaskFailure.fromBytes(((ObjectValue.Failed) value).failure());
  }

  @Test
  void shouldNotWaitForARunThatHasBegunMeanwhile() {
    FakeProduction production = production(3);
    ClusterObject object = produced(ID, production);
    ray.store(object.ref(), new RayWorkerException());
    assertThat(object.settle(directory)).as("begins again").isNull();
    assertThat(production.runs()).hasSize(2);

    assertThat(object.settle(directory)).as("by one who knew of the first run").isNull();
    assertThat(ray.contexts()).as("reads").hasSize(1);

    ray.store(production.latest(), VALUE);
    assertThat(object.settle(directory)).isInstanceOf(ObjectValue.Inline.class);
  }

  @Test
  void shouldFailAloneIfItCannotBeReadHere() {
    ClusterObject object = ClusterObject.borrowed(ID, new FakeRef());
    ray.store(object.ref(), new OutOfMemoryError("Java heap space"));

    TaskFailure failure = failure(object.settle(directory));

    assertThat(failure.kind()).isEqualTo(Kind.OBJECT_LOST);
    assertThat(failure.message())
        .isEqualTo("ObjectRef(" + ID + ") cannot be read here: OutOfMemoryError: Java heap space");
    assertThat(object.known()).isNotNull();
  }

  @Test
  void shouldFailAloneIfItIsNoValue() {
    ClusterObject object = ClusterObject.borrowed(ID, new FakeRef());
    ray.store(object.ref(), new Envelope(Envelope.Kind.REQUEST, VALUE));

    assertThat(failure(object.settle(directory)).message()).contains("no value: kind=REQUEST");
  }

  @Test
  void shouldReadWithTheClassLoaderThatKnowsItsClasses() {
    ClusterObject object = ClusterObject.borrowed(ID, new FakeRef());
    ray.store(object.ref(), VALUE);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader other = ClassLoader.getPlatformClassLoader();
    thread.setContextClassLoader(other);
    try {
      assertThat(object.settle(directory)).isNotNull();
      assertThat(thread.getContextClassLoader()).isSameAs(other);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(ray.contexts()).containsExactly(ClusterObject.class.getClassLoader());
  }

  @Test
  void shouldNotGiveUpWhileAnInputHasRunsLeft() {
    FakeProduction inputs = production(6);
    ClusterObject input = produced(INPUT, inputs);
    FakeProduction sums = production(0, INPUT);
    ClusterObject sum = produced(ID, sums);
    for (int run = 1; run <= 6; run++) {
      ray.store(inputs.latest(), new RayWorkerException());
      ray.store(sums.latest(), inputsFailed());
      assertThat(sum.settle(directory)).as("run %d", run).isNull();
      assertThat(sums.runs()).hasSize(1 + run);
    }
    ray.store(inputs.latest(), VALUE);
    ray.store(sums.latest(), VALUE);

    assertThat(sum.settle(directory)).isInstanceOf(ObjectValue.Inline.class);
    assertThat(input.settle(directory)).isInstanceOf(ObjectValue.Inline.class);
  }

  @Test
  void shouldGiveUpIfItsInputsAreThereAndLostAgainAndAgain() {
    ray.store(produced(INPUT, production(0)).ref(), VALUE);
    FakeProduction sums = production(0, INPUT);
    ClusterObject sum = produced(ID, sums);
    ObjectValue settled = null;
    while (settled == null) {
      ray.store(sums.latest(), inputsFailed());
      settled = sum.settle(directory);
    }

    assertThat(failure(settled).message()).contains("its inputs were lost again and again");
    assertThat(sums.runs()).as("with those that were spared").hasSize(1 + 3);
  }

  @Test
  void shouldNotWaitForAnInputThatAnotherProcessMakesAgain() {
    directory.add(ClusterObject.borrowed(INPUT, new FakeRef()), List.of());
    FakeProduction sums = production(0, INPUT);
    ClusterObject sum = produced(ID, sums);
    ray.store(sum.ref(), inputsFailed());

    assertThat(sum.settle(directory)).isNull();

    assertThat(sums.runs()).hasSize(2);
    assertThat(ray.contexts()).as("reads").hasSize(1);
  }

  @Test
  void shouldHandOnTheFailureOfItsInput() {
    ray.store(produced(INPUT, production(0)).ref(), failure(true));
    ClusterObject sum = produced(ID, production(3, INPUT));
    ray.store(sum.ref(), inputsFailed());

    assertThat(failure(sum.settle(directory)).message()).isEqualTo("threw");

    Envelope forOthers = (Envelope) ray.stored(sum.ref());
    assertThat(forOthers.kind).isEqualTo(Envelope.Kind.FAILED);
    assertThat(forOthers.data)
        .as("all the same, but not to be run again")
        .isEqualTo(failure(false).data);
  }

  @Test
  void shouldPutARunOffAfterAnException() {
    ClusterObject object = produced(ID, production(1));
    ray.store(object.ref(), failure(true));

    assertThat(object.settle(directory)).isNull();

    assertThat(object.delayNs()).isPositive().isLessThanOrEqualTo(100_000_000);
  }
}
