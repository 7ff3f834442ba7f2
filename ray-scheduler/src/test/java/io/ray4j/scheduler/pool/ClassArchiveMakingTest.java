package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an archive whose making fails; the build gives tests a cache folder. */
@Timeout(60)
class ClassArchiveMakingTest {
  private static final Path CACHE =
      Path.of(Objects.requireNonNull(System.getenv("XDG_CACHE_HOME")), "ray4j");

  @TempDir private Path folder;
  private Set<Path> before;

  @BeforeEach
  void rememberWhatIsThere() throws IOException {
    before = files();
  }

  @AfterEach
  void leaveTheCacheAsItWas() throws IOException {
    for (Path file : made()) {
      Files.delete(file);
    }
  }

  private static Set<Path> files() throws IOException {
    if (!Files.exists(CACHE)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(CACHE)) {
      return files.collect(Collectors.toSet());
    }
  }

  private Set<Path> made() throws IOException {
    Set<Path> made = new HashSet<>(files());
    made.removeAll(before);
    return made;
  }

  /** Has an archive made by a {@code java} that does no more than end so; waits for that. */
  private void makeWith(int exitCode) throws IOException {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\ntouch " + folder + "/ran\nexit " + exitCode + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Path jar = Files.createFile(folder.resolve("a.jar"));
    ClassArchive archive =
        Objects.requireNonNull(ClassArchive.of(java, List.of(jar.toString()), List.of()));
    archive.makeUnlessThere(List.of(), "Main");
    await()
        .atMost(Duration.ofSeconds(50))
        .until(
            () ->
                Files.exists(folder.resolve("ran"))
                    && made().stream().noneMatch(file -> file.toString().endsWith(".args")));
  }

  @Test
  void shouldNotBeTriedAgainIfItCannotBeMade() throws IOException {
    makeWith(1);
    assertThat(made()).singleElement().asString().endsWith(".none");
  }

  @Test
  void shouldBeTriedAgainIfOnlyTimeWasLacking() throws IOException {
    makeWith(ClassArchive.TOO_SLOW);
    assertThat(made()).isEmpty();
  }
}
