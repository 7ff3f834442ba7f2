package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.codec.Kinds.CodedException;
import io.ray4j.objectstore.codec.Kinds.Node;
import io.ray4j.objectstore.codec.Kinds.Outer;
import io.ray4j.objectstore.codec.Kinds.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ThrowableTest {
  @Test
  void shouldKeepTypeMessageCauseSuppressedAndStack() {
    IOException cause = new IOException("cause");
    IllegalStateException thrown = new IllegalStateException("outer", cause);
    thrown.addSuppressed(new ExecutionException("suppressed", new Error("deep")));

    IllegalStateException back = roundTrip(thrown);

    assertThat(back).hasMessage("outer").hasCauseExactlyInstanceOf(IOException.class);
    assertThat(back.getCause()).hasMessage("cause");
    assertThat(back.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(back.getCause().getStackTrace()).isEqualTo(cause.getStackTrace());
    assertThat(back.getSuppressed()).hasSize(1);
    assertThat(back.getSuppressed()[0].getCause()).isInstanceOf(Error.class).hasMessage("deep");
    back.addSuppressed(new RuntimeException("one more"));
    assertThat(back.getSuppressed()).hasSize(2);
  }

  @Test
  void shouldAllowACauseToBeSetLater() {
    RuntimeException back = roundTrip(new RuntimeException("open"));
    back.initCause(new IOException("late"));
    assertThat(back).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void shouldKeepExceptionsThatPointAtEachOther() {
    RuntimeException first = new RuntimeException("first");
    RuntimeException second = new RuntimeException("second", first);
    first.addSuppressed(second);

    RuntimeException back = roundTrip(first);

    assertThat(back.getSuppressed()[0].getCause()).isSameAs(back);
  }

  @Test
  void shouldKeepFieldsWhetherSerializableOrNot() {
    Node detail = new Node("detail");
    detail.value = new double[5000];
    Pair<Node, CodedException> back =
        roundTrip(new Pair<>(detail, new CodedException("m", null, 5, detail)));
    assertThat(back.second().code).isEqualTo(5);
    assertThat(back.second().detail).isSameAs(back.first());
    assertThat(back.second().getMessage()).isEqualTo("m");
  }

  @Test
  void shouldNameTheFieldOfAnExceptionThatCannotTravel() {
    CodedException thrown = new CodedException("m", null, 5, new Socket());
    assertThatThrownBy(() -> roundTrip(thrown))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("CodedException.detail: java.net.Socket cannot travel");
  }

  @Test
  void shouldKeepAnonymousExceptions() {
    RuntimeException back = roundTrip(new Outer("o").anonymousException("!"));
    assertThat(back).hasMessage("o!");
  }

  @Test
  void shouldKeepWellKnownExceptions() {
    for (Throwable each :
        List.of(
            new SQLException("reason", "state", 7),
            new UncheckedIOException(new IOException("x")),
            new StackOverflowError(),
            new OutOfMemoryError("heap"),
            new ArrayIndexOutOfBoundsException(5),
            new AssertionError("a"),
            new ClassNotFoundException("c"))) {
      Throwable back = roundTrip(each);
      assertThat(back.getClass()).isEqualTo(each.getClass());
      assertThat(back.getMessage()).isEqualTo(each.getMessage());
    }
    assertThat(roundTrip(new SQLException("reason", "state", 7)).getErrorCode()).isEqualTo(7);
  }
}
