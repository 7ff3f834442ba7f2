package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What travels is read as it was written. */
class WireFormsTest {
  private static final ObjectId ID = new ObjectId(-1, 2, 0);

  private final ObjectDirectory directory = new ObjectDirectory();

  @Test
  void shouldReadTheRequestThatWasWritten() {
    TaskRequest request =
        new TaskRequest(
            new TaskId(-3, 4),
            "näme",
            new FunctionDescriptor("a.B", "f", "(I)V", "B.f"),
            3,
            5_000,
            List.of("java.io.IOException"),
            List.of(
                new Argument.Ref(
                    new RefTarget(
                        ID,
                        List.of(new Selector.Component(1, "a.R", "low"), new Selector.Element(7)),
                        "java.nio.DoubleBuffer")),
                new Argument.Ref(RefTarget.whole(ID))));

    assertThat(TaskRequest.fromBytes(request.toBytes())).isEqualTo(request);
  }

  @Test
  void shouldAskForAFurtherRunOnlyIfThereMayBeOne() {
    assertThat(TaskRequest.of(spec(0), List.of()).retryOn()).isEmpty();
    assertThat(TaskRequest.of(spec(1), List.of()).retryOn()).containsExactly("a.E");
  }

  private static TaskSpec spec(int maxRetries) {
    return new TaskSpec(
        new TaskId(1, 1),
        "f",
        new FunctionDescriptor("a.B", "f", "()V", "B.f"),
        List.of(),
        new ExecutionPolicy(1, maxRetries, 1, 0, List.of("a.E")),
        0,
        null);
  }

  @Test
  void shouldReadValuesAmongTheArguments() {
    TaskRequest request =
        new TaskRequest(
            new TaskId(1, 1),
            "f",
            new FunctionDescriptor("a.B", "", "", "B.lambda"),
            1,
            0,
            List.of(),
            List.of(new Argument.Value(new byte[] {1, 2}, List.of(ID))));

    Argument.Value value =
        (Argument.Value) TaskRequest.fromBytes(request.toBytes()).arguments().get(0);

    assertThat(value.payload()).containsExactly(1, 2);
    assertThat(value.references()).containsExactly(ID);
  }

  @Test
  void shouldStoreAPlainValueAsAnArrayOfBytes() {
    Object stored =
        ValueForm.toStored(new ObjectValue.Inline(new byte[] {5}, List.of()), directory);

    assertThat(stored).isEqualTo(new byte[] {5});
    assertThat(((ObjectValue.Inline) ValueForm.fromStored(stored)).payload()).containsExactly(5);
  }

  @Test
  void shouldShowRayTheRefsInAValue() {
    directory.add(ClusterObject.put(ID, new FakeRef(), true), List.of());

    Envelope stored =
        (Envelope)
            ValueForm.toStored(new ObjectValue.Inline(new byte[] {5}, List.of(ID)), directory);

    assertThat(stored.refs).containsExactly(directory.find(ID).ref());
    ObjectValue.Inline read = (ObjectValue.Inline) ValueForm.fromStored(stored);
    assertThat(read.payload()).containsExactly(5);
    assertThat(read.references()).containsExactly(ID);
  }

  @Test
  void shouldReadThePartsOfAResult() {
    directory.add(ClusterObject.put(ID, new FakeRef(), true), List.of());
    ObjectValue.Composite composite =
        new ObjectValue.Composite(
            "a.R",
            List.of(
                new ObjectValue.Inline(new byte[] {1}, List.of(ID)),
                new ObjectValue.Inline(new byte[] {2, 3}, List.of())));

    Envelope stored = (Envelope) ValueForm.toStored(composite, directory);
    ObjectValue.Composite read = (ObjectValue.Composite) ValueForm.fromStored(stored);

    assertThat(stored.refs).hasSize(1);
    assertThat(read.recordClass()).isEqualTo("a.R");
    assertThat(((ObjectValue.Inline) read.parts().get(0)).references()).containsExactly(ID);
    assertThat(((ObjectValue.Inline) ClusterClient.part(read, 1)).payload()).containsExactly(2, 3);
    assertThat(ClusterClient.part(read, 2)).isInstanceOf(ObjectValue.Failed.class);
  }

  @Test
  void shouldLetRaySerializeAnEnvelope() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Envelope(Envelope.Kind.FAILED, new byte[] {7}));
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Envelope read = (Envelope) in.readObject();
      assertThat(read.kind).isEqualTo(Envelope.Kind.FAILED);
      assertThat(read.data).containsExactly(7);
    }
  }
}
