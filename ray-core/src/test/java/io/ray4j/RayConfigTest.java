package io.ray4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RayConfigTest {

  @Test
  void shouldHaveDefaults() {
    RayConfig config = RayConfig.builder().build();
    assertThat(config.address()).isEqualTo("local");
    assertThat(config.workers()).isEmpty();
    assertThat(config.objectStoreMemory()).isEmpty();
    assertThat(config.workerHeap()).isEmpty();
    assertThat(config.workerJvmOptions()).isEmpty();
    assertThat(config.classPath()).isEmpty();
    assertThat(config.spillDirectory()).isEmpty();
    assertThat(config.sessionDirectory()).isEmpty();
    assertThat(config.logToDriver()).isTrue();
    assertThat(config.keepFailedTasks()).isEmpty();
    assertThat(config.toString()).contains("address=local", "workers=default");
  }

  @Test
  void shouldKeepWhatIsSet() {
    RayConfig config =
        RayConfig.builder()
            .workers(2)
            .objectStoreMemory(1L << 30)
            .workerHeap(1L << 28)
            .workerJvmOptions("-XX:+UseSerialGC", "-Da=b")
            .classPath(Path.of("a"), Path.of("b"))
            .spillDirectory(Path.of("spill"))
            .sessionDirectory(Path.of("session"))
            .logToDriver(false)
            .keepFailedTasks(Path.of("failed"))
            .address("in-process")
            .build();
    assertThat(config.workers()).hasValue(2);
    assertThat(config.objectStoreMemory()).hasValue(1L << 30);
    assertThat(config.workerHeap()).hasValue(1L << 28);
    assertThat(config.workerJvmOptions()).containsExactly("-XX:+UseSerialGC", "-Da=b");
    assertThat(config.classPath()).containsExactly(Path.of("a"), Path.of("b"));
    assertThat(config.spillDirectory()).contains(Path.of("spill"));
    assertThat(config.sessionDirectory()).contains(Path.of("session"));
    assertThat(config.logToDriver()).isFalse();
    assertThat(config.keepFailedTasks()).contains(Path.of("failed"));
    assertThat(config.address()).isEqualTo("in-process");
  }

  @Test
  void shouldNameValueRuleAndFix(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    RayConfig.Builder builder = RayConfig.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.workers(0))
        .withMessageStartingWith("workers must be at least 1: workers=0. Leave it out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.objectStoreMemory(512))
        .withMessage(
            "objectStoreMemory is in bytes and must be at least 1048576: objectStoreMemory=512."
                + " For 512 MiB write 512L << 20.");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.workerHeap(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.address(""));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.workerJvmOptions("-Xss1m", " "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.spillDirectory(file))
        .withMessageContaining("spillDirectory=" + file);
    assertThatNullPointerException()
        .isThrownBy(() -> builder.classPath(Path.of("a"), null))
        .withMessage("classPath must not hold null: element 1 is null");
  }

  @Test
  void shouldReadEveryProperty() {
    RayConfig config =
        read(
            Map.of(
                "ray4j.workers", "3",
                "ray4j.objectStoreMemory", "2g",
                "ray4j.workerHeap", "67108864",
                "ray4j.workerJvmOptions", " -Xss1m  -Da=b ",
                "ray4j.classPath", "a" + File.pathSeparator + "b",
                "ray4j.spillDirectory", "spill",
                "ray4j.sessionDirectory", "session",
                "ray4j.logToDriver", "FALSE",
                "ray4j.keepFailedTasks", "failed",
                "ray4j.address", "in-process"),
            Map.of());
    assertThat(config.workers()).hasValue(3);
    assertThat(config.objectStoreMemory()).hasValue(2L << 30);
    assertThat(config.workerHeap()).hasValue(64L << 20);
    assertThat(config.workerJvmOptions()).containsExactly("-Xss1m", "-Da=b");
    assertThat(config.classPath()).containsExactly(Path.of("a"), Path.of("b"));
    assertThat(config.spillDirectory()).contains(Path.of("spill"));
    assertThat(config.sessionDirectory()).contains(Path.of("session"));
    assertThat(config.logToDriver()).isFalse();
    assertThat(config.keepFailedTasks()).contains(Path.of("failed"));
    assertThat(config.address()).isEqualTo("in-process");
  }

  @Test
  void shouldTakeTheAddressFromTheEnvironmentUnlessAPropertyHasIt() {
    Map<String, String> environment = Map.of("RAY_ADDRESS", "auto");
    assertThat(read(Map.of(), environment).address()).isEqualTo("auto");
    assertThat(read(Map.of("ray4j.address", "local"), environment).address()).isEqualTo("local");
    assertThat(read(Map.of(), Map.of("RAY_ADDRESS", "")).address()).isEqualTo("local");
  }

  @Test
  void shouldNameThePropertyThatHasNoValidValue() {
    assertRefused("ray4j.workers", "two", "it must be a whole number");
    assertRefused("ray4j.workers", "0", "workers must be at least 1");
    assertRefused("ray4j.objectStoreMemory", "1.5g", "it must be a number of bytes");
    assertRefused("ray4j.objectStoreMemory", "999999999999999999g", "less than 2 to the 63");
    assertRefused("ray4j.logToDriver", "yes", "it must be true or false");
  }

  private static void assertRefused(String property, String value, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of(property, value), Map.of()))
        .withMessageContaining(property + "=" + value)
        .withMessageContaining(why);
  }

  private static RayConfig read(Map<String, String> properties, Map<String, String> environment) {
    return new ConfigReader(properties::get, environment::get).read();
  }
}
