package io.ray4j.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskFailureTest {
  @ParameterizedTest
  @EnumSource
  void shouldTellTheKindWithoutReadingTheRest(Kind kind) {
    TaskFailure failure = TaskFailure.of(kind, "f", "17", "text");
    byte[] bytes = failure.toBytes();
    assertThat(TaskFailure.kindOf(new ObjectValue.Failed(bytes, List.of()))).isEqualTo(kind);
    assertThat(TaskFailure.kindOf(new ObjectValue.Failed(new byte[] {bytes[0]}, List.of())))
        .isEqualTo(kind);
    assertThat(TaskFailure.fromBytes(bytes).kind()).isEqualTo(kind);
  }

  @Test
  void shouldRefuseWhatIsNoFailure() {
    for (byte[] bytes : new byte[][] {{}, {-1}, {(byte) Kind.values().length}}) {
      assertThatThrownBy(() -> TaskFailure.kindOf(new ObjectValue.Failed(bytes, List.of())))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> TaskFailure.fromBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
