package io.ray4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.spi.RuntimeBinding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RayTest {
  private static final Duration NEGATIVE = Duration.ofMillis(-1);

  private InlineRuntime runtime;

  @BeforeEach
  void bind() {
    runtime = InlineRuntime.bound();
  }

  @AfterEach
  void unbind() {
    RuntimeBinding.unbind(runtime);
  }

  @Test
  void shouldRefuseNullWhereThereMustBeAValue() {
    ObjectRef<Integer> ref = Ray.put(1);
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.get((ObjectRef<Integer>) null))
        .withMessage("ref must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.get(ref, null))
        .withMessage("timeout must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.get(Arrays.asList(ref, null)))
        .withMessage("refs must not hold null: element 1 is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.wait(null, 1, Duration.ZERO))
        .withMessage("refs must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.remote((Function0<Integer>) null))
        .withMessage("function must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.function((Procedure0) null))
        .withMessage("function must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.replay(null))
        .withMessage("failedTask must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> Ray.elements(null, 1))
        .withMessage("ref must not be null");
  }

  @Test
  void shouldPassTheTimeoutOnAndNullForNone() {
    ObjectRef<Integer> ref = Ray.put(1);
    Ray.get(ref, Duration.ofSeconds(3));
    assertThat(runtime.timeout).isEqualTo(Duration.ofSeconds(3));
    Ray.get(List.of(ref));
    assertThat(runtime.timeout).isNull();
  }

  @Test
  void shouldRefuseNegativeTimeouts() {
    ObjectRef<Integer> ref = Ray.put(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.get(ref, NEGATIVE))
        .withMessage("timeout must not be negative: timeout=PT-0.001S. Zero means not to wait.");
    assertThatIllegalArgumentException().isThrownBy(() -> Ray.get(List.of(ref), NEGATIVE));
    assertThatIllegalArgumentException().isThrownBy(() -> Ray.wait(List.of(ref), 1, NEGATIVE));
  }

  @Test
  void shouldRefuseToWaitForMoreThanThereIsOrForNothing() {
    ObjectRef<Integer> ref = Ray.put(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.wait(List.of(ref), 2, Duration.ZERO))
        .withMessageContaining("numReturns=2, refs.size()=1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.wait(List.of(ref), 0, Duration.ZERO))
        .withMessageContaining("numReturns=0");
  }

  @Test
  void shouldFindNothingReadyAmongNothing() {
    WaitResult<ObjectRef<Integer>> result =
        Ray.wait(List.<ObjectRef<Integer>>of(), 1, Duration.ZERO);
    assertThat(result.ready()).isEmpty();
    assertThat(result.pending()).isEmpty();
  }

  @Test
  void shouldRefuseANegativeCountOfElements() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.elements(Ray.put(List.of(1)), -1))
        .withMessageContaining("count=-1");
  }

  @Test
  void shouldReturnUnmodifiableLists() {
    List<Integer> values = Ray.get(List.of(Ray.put(1)));
    assertThatThrownBy(() -> values.set(0, 2)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldDelegateStateAndReplay() {
    assertThat(Ray.state().sessionName()).isEqualTo("inline");
    assertThat(Ray.replay(Path.of("kept"))).isEqualTo("kept");
  }
}
