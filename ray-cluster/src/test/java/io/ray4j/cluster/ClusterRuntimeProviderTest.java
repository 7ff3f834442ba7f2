package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.RayConfig;
import io.ray4j.spi.RayRuntimeProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterRuntimeProviderTest {
  private final ClusterRuntimeProvider provider = new ClusterRuntimeProvider();

  @AfterEach
  void forgetTheUsersSettings() {
    System.clearProperty("ray.node-ip");
    System.clearProperty("ray.job.jvm-options.0");
  }

  @Test
  void shouldBeFoundByTheFacade() {
    assertThat(ServiceLoader.load(RayRuntimeProvider.class))
        .hasAtLeastOneElementOfType(ClusterRuntimeProvider.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "127.0.0.1:6379", "head.example.org:6379"})
  void shouldServeAClustersAddress(String address) {
    assertThat(provider.accepts(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "in-process", "head", "ray://head:10001", "head:", ":6379"})
  void shouldLeaveOtherAddressesToOthers(String address) {
    assertThat(provider.accepts(address)).isFalse();
  }

  @Test
  void shouldRefuseToKeepFailedTasks() {
    RayConfig config =
        RayConfig.builder().address("127.0.0.1:1").keepFailedTasks(Path.of("kept")).build();

    assertThatThrownBy(() -> provider.start(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keepFailedTasks=kept")
        .hasMessageContaining("address(\"local\")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.1:65536", "host:99999", "host:port", ""})
  void shouldSayWhatIsNoAddressOfACluster(String address) {
    assertThatThrownBy(() -> RayConnection.checked(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A cluster's address is host:port, with a port up to 65535: address=" + address);
  }

  @Test
  void shouldRefuseAPortThatCannotBe() {
    RayConfig config = RayConfig.builder().address("127.0.0.1:99999").build();

    assertThatThrownBy(() -> provider.start(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with a port up to 65535: address=127.0.0.1:99999");
    assertThat(RayConnection.checked("127.0.0.1:65535")).isEqualTo("127.0.0.1:65535");
  }

  @Test
  void shouldNameWhatADriverHasNoSayIn() {
    RayConfig config = RayConfig.builder().workers(3).objectStoreMemory(1L << 30).build();

    assertThat(ClusterRuntimeProvider.ignored(config))
        .containsExactly("workers=3", "objectStoreMemory=1073741824");
    assertThat(ClusterRuntimeProvider.ignored(RayConfig.builder().build())).isEmpty();
  }

  @Test
  void shouldGiveTheWorkersTheClassPathOfTheDriver() {
    Map<String, String> settings =
        RayConnection.settings(RayConfig.builder().build(), "127.0.0.1:6379");

    assertThat(settings)
        .containsEntry("ray.address", "127.0.0.1:6379")
        .containsEntry("ray.node-ip", "127.0.0.1");
    assertThat(settings.get("ray.job.code-search-path"))
        .contains(Path.of("target", "classes").toAbsolutePath().toString());
  }

  @Test
  void shouldLetTheUserSayMore() {
    System.setProperty("ray.node-ip", "127.0.0.2");
    System.setProperty("ray.job.jvm-options.0", "-Dmine=1");
    RayConfig config =
        RayConfig.builder()
            .classPath(Path.of("/opt/job.jar"))
            .workerHeap(64L << 20)
            .workerJvmOptions("-ea")
            .build();

    Map<String, String> settings = RayConnection.settings(config, "127.0.0.1:6379");

    assertThat(settings)
        .doesNotContainKeys("ray.node-ip", "ray.job.jvm-options.0")
        .containsEntry("ray.job.code-search-path", "/opt/job.jar")
        .containsEntry("ray.job.jvm-options.1", "--add-opens=java.base/java.lang=ALL-UNNAMED")
        .containsValues("-Xmx67108864", "-ea");
  }
}
