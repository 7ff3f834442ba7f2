package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RayFolderTest {
  @TempDir Path temp;

  @Test
  void shouldDeleteTheFolderIfItCameWithTheRun() throws Exception {
    Path folder = temp.resolve("ray");
    RayFolder sessions = RayFolder.open(folder);
    Path session = Files.createDirectories(folder.resolve("session_1/logs"));
    Files.writeString(session.resolve("a.log"), "x");
    Files.createSymbolicLink(folder.resolve("session_latest"), folder.resolve("session_1"));

    sessions.deleteNew();

    assertThat(folder).doesNotExist();
  }

  @Test
  void shouldLeaveTheSessionsOfOthers() throws Exception {
    Path folder = temp.resolve("ray");
    Path other = Files.createDirectories(folder.resolve("session_0/logs"));
    RayFolder sessions = RayFolder.open(folder);
    Path own = Files.createDirectories(folder.resolve("session_1"));

    sessions.deleteNew();

    assertThat(other).exists();
    assertThat(own).doesNotExist();
  }

  @Test
  void shouldDeleteALinkToASessionThatIsGone() throws Exception {
    Path link = temp.resolve("session_latest");
    Files.createSymbolicLink(link, temp.resolve("gone"));

    RayFolder.open(temp);

    assertThat(Files.isSymbolicLink(link)).isFalse();
  }
}
