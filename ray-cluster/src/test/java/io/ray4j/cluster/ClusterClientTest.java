package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session that is over leaves Ray alone, which may serve the next one. */
@Timeout(20)
class ClusterClientTest {
  private static final ObjectId ID = new ObjectId(1, 2, 0);
  private static final ExecutionPolicy POLICY = FakeProduction.policy(2, 0);

  private final ClusterClient client = new ClusterClient();
  private FakeRay nextSession;

  @BeforeEach
  void start() throws Exception {
    nextSession = FakeRay.start();
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    nextSession.close();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The session on the cluster is over. Call Ray.init() for a new one.");
  }

  @Test
  void shouldPutNothingOnceItIsOver() {
    ObjectValue value = new ObjectValue.Inline(new byte[] {1}, List.of());
    client.putObject(ID, value);
    assertThat(nextSession.stored(client.directory().find(ID).ref())).isNotNull();

    client.close();

    assertRefused(() -> client.putObject(new ObjectId(1, 3, 0), value));
    assertThat(client.directory().find(new ObjectId(1, 3, 0))).isNull();
  }

  @Test
  void shouldSubmitNothingOnceItIsOver() {
    client.close();

    FunctionDescriptor function = new FunctionDescriptor("F", "f", "()V", "F.f");
    TaskSpec spec = new TaskSpec(new TaskId(1, 2), "F.f", function, List.of(), POLICY, 0, null);
    assertRefused(() -> client.submitTask(spec));
  }

  @Test
  void shouldMakeNoPartOfAResultOnceItIsOver() {
    client.directory().add(ClusterObject.produced(ID, new FakeProduction(POLICY)), List.of());
    client.close();

    assertRefused(() -> client.addLocalReference(ID.part(0)));
    client.addLocalReference(ID); // which takes nothing from Ray
  }
}
