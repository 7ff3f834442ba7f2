package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of a worker's classes: made by one program, used by the next, never in the way. */
@Timeout(240)
class ClassArchiveTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What the JVM says of a class that it found in an archive of ours. */
  private static final String FROM_ARCHIVE =
      "io.ray4j.internal.WorkerMain source: shared objects file (top)";

  private static final String FROM_JAR = "io.ray4j.internal.WorkerMain source: file:";

  /** The class path of this test, all of it jars: a JVM archives no class from a folder. */
  @TempDir private static Path jars;

  private static List<Path> classPath;

  @TempDir private Path folder;
  private Path cache;

  @BeforeAll
  static void makeJars() throws IOException {
    List<Path> made = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      made.add(Files.isDirectory(path) ? jarOf(path, made.size()) : path);
    }
    classPath = List.copyOf(made);
  }

  private static Path jarOf(Path classes, int number) throws IOException {
    Path jar = jars.resolve(number + ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> tree = Files.walk(classes)) {
      for (Path path : tree.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  @BeforeEach
  void makeTheCache() throws IOException {
    cache = Files.createDirectory(folder.resolve("cache"));
  }

  /** What a program printed, and where its worker found its classes. */
  private record Run(String output, String classes) {}

  private Run run(String... options) throws Exception {
    return run(classPath, options);
  }

  private Run run(List<Path> entries, String... options) throws Exception {
    Path loaded = folder.resolve("loaded");
    Files.deleteIfExists(loaded);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-Dray4j.workers=1", "-Dray4j.workerHeap=64m"));
    command.add("-Dray4j.objectStoreMemory=64m");
    command.add("-Dray4j.workerJvmOptions=-Xlog:class+load:file=" + loaded);
    command.addAll(Arrays.asList(options));
    command.addAll(
        List.of(
            "-cp",
            String.join(File.pathSeparator, entries.stream().map(Path::toString).toList()),
            ArchiveDriver.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    Process driver = builder.start();
    driver.getOutputStream().close();
    String output = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(output).isTrue();
    return new Run(output, Files.readString(loaded));
  }

  /** The files of the cache whose names end so. */
  private List<Path> cached(String suffix) throws IOException {
    Path ours = cache.resolve("ray4j");
    if (!Files.exists(ours)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(ours)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Waits until there is one archive, and it is whole. */
  private Path awaitArchive() throws Exception {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Path> archives = cached(".jsa");
              return cached(".args").isEmpty()
                  && archives.size() == 1
                  && archives
                      .get(0)
                      .toString()
                      .endsWith("-" + Files.size(archives.get(0)) + ".jsa");
            });
    return cached(".jsa").get(0);
  }

  private static void assertThatItStartedWithout(Run run) {
    assertThat(run.output).isEqualTo("sum=3\n");
    assertThat(run.classes).contains(FROM_JAR).doesNotContain(FROM_ARCHIVE);
  }

  @Test
  void shouldBeMadeByTheFirstProgramAndUsedByTheNext() throws Exception {
    assertThatItStartedWithout(run());
    awaitArchive();
    assertThat(Files.getPosixFilePermissions(cache.resolve("ray4j")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    Run second = run();
    assertThat(second.output).isEqualTo("sum=3\n");
    assertThat(second.classes).contains(FROM_ARCHIVE).doesNotContain(FROM_JAR);
    assertThat(cached("")).hasSize(1); // and nothing else is left
  }

  @Test
  void shouldBeIgnoredWhenItIsBroken() throws Exception {
    run();
    byte[] whole = Files.readAllBytes(awaitArchive());
    for (int length : new int[] {0, 100, whole.length / 2}) {
      Path archive = awaitArchive();
      Files.delete(archive);
      Files.write(archive, Arrays.copyOf(whole, length));
      assertThatItStartedWithout(run()); // and another one is made
    }
    Path archive = awaitArchive();
    long length = Files.size(archive);
    Files.delete(archive);
    Files.write(archive, new byte[(int) length]); // that is for the JVM to see
    assertThatItStartedWithout(run());
  }

  @Test
  void shouldBeMadeAnewWhenAJarHasChanged() throws Exception {
    run();
    Path old = awaitArchive();
    for (Path jar : classPath) {
      if (jar.startsWith(jars)) {
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
      }
    }
    assertThatItStartedWithout(run());
    await().atMost(PATIENCE).until(() -> cached(".jsa").size() == 2);
    await().atMost(PATIENCE).until(() -> cached(".args").isEmpty());
    assertThat(run().classes).contains(FROM_ARCHIVE);
    // and the JVM itself refuses one that was made of other jars
    Path current =
        cached(".jsa").stream().filter(file -> !file.equals(old)).findAny().orElseThrow();
    String key = current.getFileName().toString().replaceAll("-[0-9]+\\.jsa$", "");
    Files.delete(current);
    Files.move(old, current.resolveSibling(key + "-" + Files.size(old) + ".jsa"));
    assertThatItStartedWithout(run());
  }

  @Test
  void shouldNotBeMadeWhenItIsSwitchedOff() throws Exception {
    assertThatItStartedWithout(run("-Dray4j.classArchive=false"));
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void shouldNotBeMadeOfAClassPathThatBeginsWithAFolder() throws Exception {
    List<Path> entries = new ArrayList<>(classPath);
    entries.add(0, Files.createDirectory(folder.resolve("classes")));
    assertThatItStartedWithout(run(entries));
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void shouldNotBeMadeOrUsedWhereOthersMayWrite() throws Exception {
    run();
    awaitArchive();
    Path ours = cache.resolve("ray4j");
    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatItStartedWithout(run());
  }

  @Test
  void shouldDoWithoutACacheFolderThatCanBeWritten() throws Exception {
    cache = Files.createFile(folder.resolve("file")); // no folder can be made below it
    assertThatItStartedWithout(run());
  }
}
