package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the machine, and of the network, see of a session: nothing. */
@Timeout(60)
class SessionPrivacyTest {
  @TempDir private Path folder;

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldKeepAllItsFilesToItself() throws IOException {
    Path spill = folder.resolve("spill");
    Ray.init(
        RayConfig.builder()
            .workers(1)
            .sessionDirectory(folder)
            .spillDirectory(spill)
            .objectStoreMemory(16L << 20)
            .build());
    List<ObjectRef<long[]>> refs = new ArrayList<>();
    for (int index = 0; index < 30; index++) {
      refs.add(Ray.put(StoreTasks.filled(1 << 17, index)));
    }
    assertThat(Ray.remote(StoreTasks::sum, refs.get(0)).get()).isZero();
    RayState state = Ray.state();
    Path table = state.sessionDirectory().resolve("objects.table");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(table));

    Set<String> names = new TreeSet<>();
    for (Path root :
        List.of(
            state.sessionDirectory(),
            Path.of("/dev/shm", state.sessionName()),
            spill.resolve(state.sessionName()))) {
      if (Files.exists(root)) { // there may be no shared memory
        check(root, names);
      }
    }
    assertThat(names)
        .contains("lock", "worker.args", "control.sock", "objects.table", "segment-0", "worker-1")
        .anyMatch(name -> name.startsWith("spill-"));
  }

  private static void check(Path root, Set<String> names) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.toList();
    }
    for (Path file : all) {
      String expected = Files.isDirectory(file) ? "rwx------" : "rw-------";
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo(expected);
      names.add(file.getFileName().toString());
    }
  }

  @Test
  void shouldOpenNoPort() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc to ask");
    long self = ProcessHandle.current().pid();
    Set<String> before = ports(self);
    Ray.init(RayConfig.builder().workers(2).sessionDirectory(folder).build());
    List<ObjectRef<Long>> pids = List.of(Ray.remote(Tasks::pid), Ray.remote(Tasks::pid));
    Ray.get(pids);
    await().until(() -> Ray.state().workers().size() == 2);
    for (RayState.Worker worker : Ray.state().workers()) {
      assertThat(sockets(worker.pid())).as("its way to the driver").isNotEmpty();
      assertThat(ports(worker.pid())).as("worker").isEmpty();
    }
    Set<String> opened = ports(self);
    opened.removeAll(before);
    assertThat(opened).as("driver").isEmpty();
  }

  /** Its sockets of the internet's families, by inode. */
  private static Set<String> ports(long pid) throws IOException {
    Set<String> own = sockets(pid);
    Set<String> open = new TreeSet<>();
    for (String family : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path table = Path.of("/proc", Long.toString(pid), "net", family);
      if (Files.exists(table)) { // some machines have no IPv6
        for (String line : Files.readAllLines(table)) {
          String inode = line.trim().split("\\s+", -1)[9];
          if (own.contains(inode)) {
            open.add(inode);
          }
        }
      }
    }
    return open;
  }

  private static Set<String> sockets(long pid) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return descriptors
          .map(SessionPrivacyTest::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return ""; // closed meanwhile
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + link, e);
    }
  }
}
