package io.ray4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOptionsTest {

  @Test
  void shouldSetNothingByDefault() {
    TaskOptions options = TaskOptions.builder().build();
    assertThat(options.name()).isEmpty();
    assertThat(options.numReturns()).isEmpty();
    assertThat(options.maxRetries()).isEmpty();
    assertThat(options.retryOn()).isEmpty();
    assertThat(options.timeout()).isEmpty();
    assertThat(options.numCpus()).isEmpty();
    assertThat(options.resources()).isEmpty();
  }

  @Test
  void shouldKeepWhatIsSet() {
    TaskOptions options =
        TaskOptions.builder()
            .name("add")
            .numReturns(3)
            .maxRetries(0)
            .retryOn(IOException.class)
            .timeout(Duration.ofSeconds(2))
            .numCpus(0.5)
            .resource("disk", 2)
            .build();
    assertThat(options.name()).contains("add");
    assertThat(options.numReturns()).hasValue(3);
    assertThat(options.maxRetries()).hasValue(0);
    assertThat(options.retryOn()).contains(List.of(IOException.class));
    assertThat(options.timeout()).contains(Duration.ofSeconds(2));
    assertThat(options.numCpus()).hasValue(0.5);
    assertThat(options.resources()).containsEntry("disk", 2.0).hasSize(1);
    assertThat(options.toString()).contains("name=add", "maxRetries=0", "timeout=PT2S");
  }

  @Test
  void shouldTellNoRetryOnFromAnEmptyOne() {
    assertThat(TaskOptions.builder().retryOn().build().retryOn()).contains(List.of());
  }

  @Test
  void shouldNotChangeWithItsBuilder() {
    TaskOptions.Builder builder = TaskOptions.builder().resource("disk", 1);
    TaskOptions options = builder.build();
    builder.resource("gpu", 1).maxRetries(1);
    assertThat(options.resources()).containsOnlyKeys("disk");
    assertThat(options.maxRetries()).isEmpty();
    assertThatThrownBy(() -> options.resources().put("gpu", 1.0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldBeEqualByValue() {
    assertThat(TaskOptions.builder().name("a").build())
        .isEqualTo(TaskOptions.builder().name("a").build())
        .hasSameHashCodeAs(TaskOptions.builder().name("a").build())
        .isNotEqualTo(TaskOptions.builder().name("b").build());
  }

  @Test
  void shouldNameValueRuleAndFix() {
    TaskOptions.Builder builder = TaskOptions.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxRetries(-1))
        .withMessage(
            "maxRetries must not be negative: maxRetries=-1. Use 0 to run a task at most once.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.numReturns(0))
        .withMessageStartingWith("numReturns must be at least 1: numReturns=0. ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeout(Duration.ZERO))
        .withMessage("timeout must be positive: timeout=PT0S. Leave it out for no deadline.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.numCpus(Double.NaN))
        .withMessageContaining("numCpus=NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.resource("disk", -1))
        .withMessageContaining("resource disk=-1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.resource("CPU", 2))
        .withMessageContaining("Use numCpus(2.0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.name(" "))
        .withMessage("name must not be blank: leave it out for the default");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.timeout(null))
        .withMessage("timeout must not be null");
  }
}
