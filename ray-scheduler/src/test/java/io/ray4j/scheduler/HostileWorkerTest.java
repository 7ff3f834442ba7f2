package io.ray4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.transport.SchedulerListener;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker that lies loses its connection, and nobody else loses anything. */
@Timeout(60)
class HostileWorkerTest {
  private static final int BYTES = 100_000;
  private static final byte FILL = 7;
  private static final ObjectValue SMALL = new ObjectValue.Inline(new byte[3], List.of());
  private static final ObjectValue NO_FAILURE = new ObjectValue.Failed(new byte[] {42}, List.of());
  private static final TaskId OWN = new TaskId(TaskId.originOf(FakeNode.SESSION, 2), 1);

  @TempDir private Path folder;

  private FakeNode node;
  private FakeWorker honest;
  private FakeWorker hostile;
  private ObjectId object;
  private long usedBytes;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode(folder, 2);
    object = node.put(BYTES, FILL);
    usedBytes = node.store.usedBytes();
    honest = node.connect(1);
    hostile = node.connect(2);
  }

  @AfterEach
  void end() throws InterruptedException {
    hostile.close();
    honest.close();
    node.close();
  }

  /** What a worker may say. */
  private interface Lie {
    void tell(HostileWorkerTest test) throws Exception;
  }

  /** A lie with a name for the report. */
  private record Named(String name, Lie lie) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Named lie(String name, Lie lie) {
    return new Named(name, lie);
  }

  private static ObjectValue at(Extent extent) {
    return new ObjectValue.Stored(extent, List.of());
  }

  private static ObjectValue small() {
    return SMALL;
  }

  private void put(ObjectValue value) {
    hostile.says().putObject(OWN.result(), value);
  }

  private Extent victim() {
    return node.stored(object).extent();
  }

  static Stream<Named> fatalLies() {
    return Stream.of(
        lie("somebody else's extent", test -> test.put(at(test.victim()))),
        lie("an unknown segment", test -> test.put(at(new Extent(77, 0, 64)))),
        lie("a negative segment", test -> test.put(at(new Extent(-1, 0, 64)))),
        lie(
            "beyond its lease",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.put(at(new Extent(own.segment(), own.offset(), own.length() + 64)));
            }),
        lie(
            "before its lease",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.put(at(new Extent(own.segment(), own.offset() - 64, own.length())));
            }),
        lie(
            "a length that overflows",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.put(at(new Extent(own.segment(), own.offset(), Long.MAX_VALUE)));
            }),
        lie(
            "an offset that overflows",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.put(at(new Extent(own.segment(), Long.MAX_VALUE & -64, 64)));
            }),
        lie(
            "a negative length",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.put(at(new Extent(own.segment(), own.offset(), -64)));
            }),
        lie(
            "an extent that is not aligned",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.put(at(new Extent(own.segment(), own.offset() + 1, 64)));
            }),
        lie(
            "the same extent twice",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.hostile.says().putObject(new ObjectId(OWN.origin(), 2, 0), at(own));
              test.put(at(own));
            }),
        lie(
            "what it gave back",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.hostile.says().returnSpace(own);
              test.put(at(own));
            }),
        lie("a failure that is none", test -> test.put(NO_FAILURE)),
        lie(
            "parts without a task",
            test -> test.put(new ObjectValue.Composite("com.acme.Parts", List.of(small())))),
        lie("somebody else's id", test -> test.hostile.says().putObject(test.object, small())),
        lie(
            "the id of a part",
            test -> test.hostile.says().putObject(OWN.result().part(0), small())),
        lie(
            "somebody else's id for a task",
            test -> {
              TaskId taken = new TaskId(test.object.origin(), test.object.sequence());
              test.hostile.says().submitTask(FakeNode.task(taken, 1, 1, 1));
            }),
        lie(
            "the driver's next id",
            test -> {
              ObjectId next = new ObjectId(test.object.origin(), test.object.sequence() + 1, 0);
              test.hostile.says().putObject(next, small());
            }),
        lie(
            "another worker's next id for a task",
            test -> {
              TaskId next = new TaskId(TaskId.originOf(FakeNode.SESSION, 1), 1);
              test.hostile.says().submitTask(FakeNode.task(next, 1, 1, 1));
            }),
        lie(
            "more slots than there are",
            test -> test.hostile.says().submitTask(FakeNode.task(OWN, 1, 3, 1))),
        lie(
            "above the driver",
            test -> test.hostile.says().submitTask(FakeNode.task(OWN, 1, 1, -1))),
        lie("no space", test -> test.hostile.says().leaseSpace(1, 0)),
        lie("less than no space", test -> test.hostile.says().leaseSpace(1, Long.MIN_VALUE)),
        lie(
            "the end of a task that it has not, with bytes",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.hostile.says().taskFinished(3, 3, 1, at(own), false);
            }),
        lie(
            "parts of which one is not its own",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              ObjectValue parts =
                  new ObjectValue.Composite("", List.of(at(own), at(test.victim())));
              test.hostile.says().taskFinished(3, 3, 1, parts, false);
            }),
        lie(
            "a slot that there is not",
            test -> test.hostile.says().taskFinished(Integer.MAX_VALUE, 3, 1, small(), false)),
        lie("a negative slot", test -> test.hostile.says().taskBlocked(-1, 3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fatalLies")
  void shouldDropAWorkerThatClaims(Named lie) throws Exception {
    lie.lie.tell(this);
    hostile.awaitDropped();
    assertNothingIsLost();
  }

  static Stream<Named> idleLies() {
    ObjectId unknown = new ObjectId(55, 66, 0);
    return Stream.of(
        lie("unpin what it never pinned", test -> test.hostile.says().unpinObject(test.object)),
        lie("unpin the unknown", test -> test.hostile.says().unpinObject(unknown)),
        lie("let go what it never held", test -> test.hostile.says().removeReference(test.object)),
        lie("let go the unknown", test -> test.hostile.says().removeReference(unknown)),
        lie("hold the unknown", test -> test.hostile.says().addReference(unknown)),
        lie("free the unknown", test -> test.hostile.says().freeObject(unknown)),
        lie("pin the unknown as an input", test -> test.hostile.says().pinInput(unknown)),
        lie("give back somebody else's", test -> test.hostile.says().returnSpace(test.victim())),
        lie(
            "give back more than it has",
            test -> {
              Extent own = test.hostile.lease(BYTES);
              test.hostile
                  .says()
                  .returnSpace(new Extent(own.segment(), own.offset(), Long.MAX_VALUE));
            }),
        lie(
            "pin the unknown",
            test -> {
              test.hostile.says().pinObject(7, unknown);
              assertThat(test.hostile.await("PinFailed").arguments().get(0)).isEqualTo(7);
            }),
        lie(
            "get the unknown",
            test -> {
              RefTarget target =
                  new RefTarget(unknown, List.of(new Selector.Element(Integer.MAX_VALUE)), null);
              test.hostile.says().getObject(8, target);
              test.hostile.says().flush();
              assertThat(test.hostile.await("ObjectSealed").arguments().get(1))
                  .isInstanceOf(ObjectValue.Failed.class);
            }),
        lie(
            "all space there is",
            test -> {
              test.hostile.says().leaseSpace(9, Long.MAX_VALUE);
              assertThat(test.hostile.await("SpaceRefused").arguments().get(0)).isEqualTo(9);
            }),
        lie("block a task that it has not", test -> test.hostile.says().taskBlocked(3, 3)),
        lie("unblock a task that it has not", test -> test.hostile.says().taskUnblocked(3, 3)),
        lie(
            "submit a task with an unknown input",
            test ->
                test.hostile
                    .says()
                    .submitTask(
                        FakeNode.task(OWN, 1, 1, 1, new Argument.Ref(RefTarget.whole(unknown))))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("idleLies")
  void shouldSufferNothingFromAWorkerThatAsksTo(Named lie) throws Exception {
    lie.lie.tell(this);
    hostile.sync();
    hostile.close();
    honest.sync();
    assertNothingIsLost();
  }

  @Test
  void shouldLetGoOfAllThatAWorkerPinnedAndHeldManyTimes() throws Exception {
    for (int times = 0; times < 100; times++) {
      hostile.says().addReference(object);
      hostile.says().pinInput(object);
      hostile.says().pinObject(times, object);
    }
    hostile.says().unpinObject(object);
    hostile.sync();
    hostile.says().taskFinished(1, 1, 1, small(), false);
    hostile.awaitDropped();
    assertNothingIsLost();
    node.client.removeLocalReference(object);
    assertThat(node.store.find(object)).isNull();
    assertThat(node.store.usedBytes()).isZero();
  }

  @Test
  void shouldDropAWorkerWhoseResultHasOtherPartsThanPromised() throws Exception {
    honest.close();
    int number = 2;
    List<ObjectValue> parts =
        List.of(small(), composite(0), composite(1), composite(2), composite(3));
    for (int numReturns : new int[] {1, 3}) {
      TaskId id = node.client.nextId();
      node.client.submitTask(FakeNode.task(id, numReturns, 1, 0));
      ObjectValue promised = numReturns == 1 ? small() : composite(3);
      for (ObjectValue result : parts) {
        if (result.equals(promised)) {
          continue;
        }
        TaskInvocation task = hostile.awaitTask(); // the same again: it never was begun
        hostile.says().taskFinished(task.slot(), task.lease(), 1, result, false);
        hostile.awaitDropped();
        hostile.close();
        hostile = node.connect(++number);
      }
      TaskInvocation task = hostile.awaitTask();
      hostile.says().taskFinished(task.slot(), task.lease(), 1, promised, false);
      hostile.sync();
      assertThat(node.store.find(id.result()).value()).hasSameClassAs(promised);
    }
  }

  @Test
  void shouldDropAWorkerThatAsksForTooMuchAtATime() throws Exception {
    assertThat(node.store.tryPin(node.store.find(object))).as("so there is no room").isNotNull();
    int most = SchedulerListener.MAX_SLOW_REQUESTS;
    for (int request = 0; request < most; request++) {
      hostile.says().leaseSpace(request, FakeNode.STORE_BYTES - BYTES / 2);
    }
    hostile.sync();
    hostile.says().leaseSpace(most, FakeNode.STORE_BYTES - BYTES / 2);
    hostile.awaitDropped();
    assertThat(honest.lease(BYTES).length()).isEqualTo(BYTES);
    assertThat(node.holdsOnly(object, FILL)).isTrue();
  }

  private static ObjectValue composite(int parts) {
    return new ObjectValue.Composite("", Collections.nCopies(parts, SMALL));
  }

  /** The others go on, the object is there, and all other memory is free and free only once. */
  private void assertNothingIsLost() throws Exception {
    honest.sync();
    assertThat(node.holdsOnly(object, FILL)).isTrue();
    assertThat(node.store.usedBytes()).isEqualTo(usedBytes);
    for (int used = (int) usedBytes;
        used + BYTES + 64 <= FakeNode.STORE_BYTES;
        used += BYTES + 64) {
      ObjectId other = node.put(BYTES, (byte) 9);
      assertThat(node.stored(other).extent().offset() % 64).isZero();
      assertThat(node.holdsOnly(other, (byte) 9)).isTrue();
      assertThat(node.holdsOnly(object, FILL)).isTrue();
      if (used % 3 == 0) {
        honest.sync();
      }
      node.client.removeLocalReference(other);
    }
    assertThat(node.store.usedBytes()).isEqualTo(usedBytes);
  }
}
