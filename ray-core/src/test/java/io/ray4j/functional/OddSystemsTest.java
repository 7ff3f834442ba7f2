package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session on a full, a read-only or an oddly named system: it works, or says what is wrong. */
@Timeout(240)
class OddSystemsTest {
  private static final long PATIENCE_SECONDS = 120;
  private static final String ODD_NAME = "Jürgen's folder 漢字";

  @TempDir private Path folder;

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Runs {@link OddDriver} after a line for the shell; returns what it said. */
  private String run(String before, List<String> options, String classPath, Path session)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", before + " exec \"$@\"", "sh", java().toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, OddDriver.class.getName(), session.toString()));
    return run(command);
  }

  private String run(List<String> command) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private String run(String before, Path session) throws Exception {
    return run(before, List.of(), System.getProperty("java.class.path"), session);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void shouldWorkWithAnotherClassPathTempFolderAndUserOfAnyName() throws Exception {
    assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "paths that are not ASCII need a UTF-8 locale");
    Path odd = Files.createDirectory(folder.resolve(ODD_NAME));
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path link = odd.resolve("entry " + entries.size() + (entry.endsWith(".jar") ? ".jar" : ""));
      entries.add(Files.createSymbolicLink(link, Path.of(entry).toAbsolutePath()).toString());
    }
    Path temp = Files.createDirectory(odd.resolve("tmp dir"));
    String output =
        run(
            "",
            List.of("-Djava.io.tmpdir=" + temp, "-Duser.name=Jürgen von Süd"),
            String.join(":", entries),
            Files.createDirectory(odd.resolve("sessions")));
    assertThat(output).contains("worked=300000");
    assertThat(list(odd.resolve("sessions"))).isEmpty();
  }

  @Test
  void shouldWorkWhereASocketsAddressCannotHoldThePathInBytes() throws Exception {
    assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "paths that are not ASCII need a UTF-8 locale");
    int chars = Math.max(10, 70 - folder.toString().length());
    Path session = Files.createDirectory(folder.resolve("漢".repeat(chars)));
    assertThat(run("", session)).contains("worked=300000");
  }

  @Test
  void shouldWorkWhereThePathIsFarTooLongForASocket() throws Exception {
    Path session =
        Files.createDirectories(folder.resolve("x".repeat(120)).resolve("y".repeat(120)));
    assertThat(run("", session)).contains("worked=300000");
  }

  /** A mount that only this child and its workers see. */
  private String runMounted(String mounts, Path session) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mounts + " && exec \"$@\"", "sh"));
    assumeTrue(canMount(), "no file system can be mounted here");
    command.addAll(
        List.of(
            java().toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OddDriver.class.getName(),
            session.toString()));
    return run(command);
  }

  private static boolean canMount() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such command
    }
  }

  @Test
  void shouldKeepObjectsInTheSessionFolderWhereSharedMemoryIsTooSmall() throws Exception {
    assertThat(runMounted("mount -t tmpfs -o size=1m tmpfs /dev/shm", folder))
        .contains("worked=300000")
        .contains("objects lie in the temp folder instead");
  }

  @Test
  void shouldKeepObjectsInTheSessionFolderWhereSharedMemoryIsReadOnly() throws Exception {
    assertThat(runMounted("mount -t tmpfs -o ro tmpfs /dev/shm", folder))
        .contains("worked=300000")
        .contains("objects lie in the temp folder instead");
  }

  @Test
  void shouldSayThatThePathIsTooLongWhereSharedMemoryCannotHelp() throws Exception {
    Path session = Files.createDirectories(folder.resolve("x".repeat(120)));
    assertThat(runMounted("mount -t tmpfs -o ro tmpfs /dev/shm", session))
        .contains("failed=init")
        .contains("too long for a socket")
        .contains("choose a shorter sessionDirectory");
    assertThat(list(session)).isEmpty();
  }

  @Test
  void shouldSayThatTheSessionFolderIsFull() throws Exception {
    Path session = Files.createDirectory(folder.resolve("small"));
    String full =
        "mount -t tmpfs -o size=64k tmpfs '%s' && { head -c 100000 /dev/zero > '%s/others' || true; }"
            .formatted(session, session);
    assertThat(runMounted(full, session))
        .contains("failed=init")
        .contains(session.toString())
        .contains("No space left on device");
  }

  @Test
  void shouldSayThatTheSessionFolderIsReadOnly() throws Exception {
    Path session = Files.createDirectory(folder.resolve("small"));
    assertThat(runMounted("mount -t tmpfs -o ro tmpfs '%s'".formatted(session), session))
        .contains("failed=init")
        .contains(session.toString())
        .contains("Read-only file system");
  }

  @Test
  void shouldWorkInASmallSessionFolder() throws Exception {
    Path session = Files.createDirectory(folder.resolve("small"));
    String small = "mount -t tmpfs -o size=256k tmpfs '%s'".formatted(session);
    assertThat(runMounted(small, session)).contains("worked=300000");
  }

  @Test
  void shouldSayThatTheSessionFolderMayNotBeWritten() throws Exception {
    Path session = Files.createDirectory(folder.resolve("others"));
    assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write anywhere");
    Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("r-x------"));
    assertThat(run("", session)).contains("failed=init").contains("AccessDenied");
  }
}
