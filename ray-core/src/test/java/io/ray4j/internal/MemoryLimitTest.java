package io.ray4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {
  private static final long MACHINE_BYTES = 24_683_656L << 10;

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void machine(String groups) throws IOException {
    write("proc/meminfo", "MemTotal:       24683656 kB\nMemFree:        22958400 kB\n");
    write("proc/self/cgroup", groups);
  }

  private MemoryLimit limit() {
    MemoryLimit limit = MemoryLimit.read(root);
    assertThat(limit).isNotNull();
    return limit;
  }

  @Test
  void shouldBeTheMachinesMemoryWithoutAControlGroup() throws IOException {
    machine("");
    assertThat(limit()).isEqualTo(new MemoryLimit(MACHINE_BYTES, "the machine's memory"));
    Files.delete(root.resolve("proc/self/cgroup"));
    assertThat(limit().bytes()).isEqualTo(MACHINE_BYTES);
  }

  @Test
  void shouldBeTheLeastOfAGroupAndThoseThatItLiesIn() throws IOException {
    machine("0::/user/session\n");
    write("sys/fs/cgroup/user/session/memory.max", "max\n");
    assertThat(limit().bytes()).isEqualTo(MACHINE_BYTES);
    write("sys/fs/cgroup/user/memory.max", "1073741824\n");
    assertThat(limit().bytes()).isEqualTo(1L << 30);
    assertThat(limit().source()).endsWith("sys/fs/cgroup/user/memory.max");
    write("sys/fs/cgroup/user/session/memory.max", "536870912\n");
    assertThat(limit().bytes()).isEqualTo(1L << 29);
  }

  @Test
  void shouldSeeTheLimitOfAContainerThatSeesOnlyItsOwnGroup() throws IOException {
    machine("0::/\n");
    write("sys/fs/cgroup/memory.max", "1073741824\n");
    assertThat(limit().bytes()).isEqualTo(1L << 30);
    machine("12:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n0::/\n");
    Files.delete(root.resolve("sys/fs/cgroup/memory.max"));
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
    assertThat(limit().bytes()).isEqualTo(1L << 28);
  }

  @Test
  void shouldReadTheFirstVersionOfControlGroups() throws IOException {
    machine("5:cpu:/job\n4:memory,hugetlb:/job\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(limit().bytes()).isEqualTo(MACHINE_BYTES);
    write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1073741824\n");
    assertThat(limit().bytes()).isEqualTo(1L << 30);
  }

  @Test
  void shouldNotLookOutsideOfTheGroups() throws IOException {
    machine("0::/../other\nnonsense\n");
    write("sys/fs/other/memory.max", "1\n");
    assertThat(limit().bytes()).isEqualTo(MACHINE_BYTES);
  }

  @Test
  void shouldBeUnknownOnAnotherSystem() throws IOException {
    assertThat(MemoryLimit.read(root)).isNull();
    write("proc/meminfo", "MemTotal: much\n");
    assertThat(MemoryLimit.read(root)).isNull();
  }

  @Test
  void shouldAgreeWithTheJdk() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    assertThat(MemoryLimit.ofThisProcess().bytes()).isEqualTo(system.getTotalMemorySize());
  }
}
