package io.ray4j.scheduler.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.KeptTask;
import io.ray4j.scheduler.task.KeptTask.KeptObject;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTaskFileTest {
  private static final FunctionDescriptor FUNCTION =
      new FunctionDescriptor("com.acme.F", "f", "(I)V", "F.f");

  @TempDir private Path folder;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static KeptTask task(List<TaskInput> inputs, List<KeptObject> objects) {
    return new KeptTask(new TaskId(1, 2), "name", FUNCTION, inputs, objects);
  }

  private static byte[] bytesAt(KeptTaskFile file, ObjectValue value) {
    Payload payload = file.segments().readable(((ObjectValue.Stored) value).extent());
    byte[] bytes = new byte[(int) payload.size()];
    payload.get(0, bytes, bytes.length);
    return bytes;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** As objects over 1 GB are: in pieces; longer than what is written at a time. */
  @Test
  void shouldGiveBackPayloadsThatLieInPieces() throws IOException {
    byte[] pieces = random((3 << 20) + 100);
    byte[] whole = random(77);
    int length = 1 << 20;
    Payload inPieces =
        Payload.ofPieces(
            List.of(
                ByteBuffer.wrap(pieces, 0, length),
                ByteBuffer.wrap(pieces, length, length),
                ByteBuffer.wrap(pieces, 2 * length, length),
                ByteBuffer.wrap(pieces, 3 * length, 100)));
    ObjectId id = new ObjectId(5, 6, 0);
    List<Selector> path =
        List.of(new Selector.Component(1, "com.acme.R", "low"), new Selector.Element(3));
    Path written;
    try (KeptTaskWriter writer = KeptTaskWriter.create(folder, "f", "why\0not")) {
      Extent first = writer.append(Payload.of(whole));
      Extent second = writer.append(inPieces);
      assertThat(List.of(first.offset() % 64, second.offset() % 64)).containsOnly(0L);
      ObjectValue.Inline inline = new ObjectValue.Inline(new byte[] {1, 2}, List.of(id));
      ObjectValue stored = new ObjectValue.Stored(second, List.of(id));
      written =
          writer.finish(
              task(
                  List.of(
                      new TaskInput(null, inline, List.of(), null),
                      new TaskInput(id, stored, path, "java.nio.ByteBuffer")),
                  List.of(
                      new KeptObject(
                          id,
                          new ObjectValue.Composite(
                              "com.acme.R",
                              List.of(inline, new ObjectValue.Stored(first, List.of())))))));
    }
    assertThat(files()).containsExactly(written);
    KeptTaskFile read = KeptTaskFile.open(written);
    assertThat(read.task().id()).isEqualTo(new TaskId(1, 2));
    assertThat(read.task().name()).isEqualTo("name");
    assertThat(read.task().function()).isEqualTo(FUNCTION);
    List<TaskInput> inputs = read.task().inputs();
    assertThat(((ObjectValue.Inline) inputs.get(0).value()).payload()).containsExactly(1, 2);
    assertThat(bytesAt(read, inputs.get(1).value())).isEqualTo(pieces);
    assertThat(inputs.get(1).object()).isEqualTo(id);
    assertThat(inputs.get(1).path()).isEqualTo(path);
    assertThat(inputs.get(1).view()).isEqualTo("java.nio.ByteBuffer");
    ObjectValue.Composite object = (ObjectValue.Composite) read.task().objects().get(0).value();
    assertThat(bytesAt(read, object.parts().get(1))).isEqualTo(whole);
    assertThat(Files.readString(written, StandardCharsets.ISO_8859_1)).contains("\nwhy not\n\0");
  }

  @Test
  void shouldLeaveNothingBehindUnlessItIsFinished() throws IOException {
    try (KeptTaskWriter writer = KeptTaskWriter.create(folder, "f", "")) {
      writer.append(Payload.of(random(1_000)));
      assertThat(files()).hasSize(1);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void shouldNotTouchAFileThatAnotherIsWriting() throws IOException {
    try (KeptTaskWriter writer = KeptTaskWriter.create(folder, "f", "")) {
      assertThatThrownBy(() -> KeptTaskWriter.create(folder, "f", ""))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(KeptTaskFile.open(writer.finish(task(List.of(), List.of()))).task().inputs())
          .isEmpty();
    }
  }
}
