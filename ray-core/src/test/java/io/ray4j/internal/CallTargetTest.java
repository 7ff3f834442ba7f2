package io.ray4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.Function2;
import io.ray4j.scheduler.task.FunctionDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each holds for a function that is called for the first time, and for one that was often. */
final class CallTargetTest {
  static long sum(long a, int b) {
    return a + b;
  }

  static void fail(String message) throws IOException {
    throw new IOException(message);
  }

  static @Nullable String orNull(@Nullable String text) {
    return text;
  }

  private static CallTarget target(String name, String type, int calls, Object... arguments)
      throws ReflectiveOperationException {
    CallTarget target =
        CallTarget.of(
            new FunctionDescriptor(CallTargetTest.class.getName(), name, type, name),
            CallTargetTest.class.getClassLoader());
    for (int call = 0; call < calls; call++) {
      try {
        Object unused = target.call(null, arguments);
      } catch (InvocationTargetException e) {
        assertThat(e).hasCauseInstanceOf(IOException.class);
      }
    }
    return target;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_000})
  void shouldCallAMethodAndWidenItsNumbers(int calls) throws ReflectiveOperationException {
    CallTarget sum = target("sum", "(JI)J", calls, 1L, 2);
    assertThat(sum.call(null, new Object[] {3L, 4})).isEqualTo(7L);
    assertThat(sum.call(null, new Object[] {3, (byte) 4})).isEqualTo(7L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_000})
  void shouldRefuseArgumentsOfOtherTypes(int calls) throws ReflectiveOperationException {
    CallTarget sum = target("sum", "(JI)J", calls, 1L, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.call(null, new Object[] {3L, 4L}))
        .withMessageContaining("argument 1 is a java.lang.Long, not int");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.call(null, new @Nullable Object[] {null, 4}))
        .withMessageContaining("argument 0 is null, not long");
    CallTarget orNull =
        target("orNull", "(Ljava/lang/String;)Ljava/lang/String;", calls, "something");
    assertThat(orNull.call(null, new @Nullable Object[] {null})).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orNull.call(null, new Object[] {1}))
        .withMessageContaining("argument 0 is a java.lang.Integer, not java.lang.String");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_000})
  void shouldTellWhatTheFunctionThrewFromWhatIsThrownAround(int calls)
      throws ReflectiveOperationException {
    CallTarget fail = target("fail", "(Ljava/lang/String;)V", calls, "no");
    assertThatThrownBy(() -> fail.call(null, new Object[] {"no such thing"}))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("no such thing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_000})
  void shouldCallALambdaThroughItsInterface(int calls) throws ReflectiveOperationException {
    Function2<String, Integer, String> repeat = String::repeat;
    CallTarget target = CallTarget.ofInterface(Function2.class, 2);
    for (int call = 0; call < calls; call++) {
      Object unused = target.call(repeat, new Object[] {"a", 1});
    }
    assertThat(target.call(repeat, new Object[] {"ab", 2})).isEqualTo("abab");
    assertThat(target.types()).hasSize(2);
  }
}
