package io.ray4j.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts {@link App} in each way that users have, in a folder whose name has blanks and, if the
 * locale allows them, letters beyond ASCII. {@code mvn exec:java} is an execution of the pom, since
 * it runs in Maven's JVM.
 */
@Timeout(60)
class PackagingTest {
  private static final String APP = "io.ray4j.packaging.App";
  private static final String BOOT = "org.springframework.boot.loader.";

  /** What tests run from: two folders of classes, and jars. */
  private static final List<Path> CLASS_PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .toList();

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void makeTheFolder() throws IOException {
    String name = "größe 1 und 2";
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"));
    folder = temp.resolve(charset.newEncoder().canEncode(name) ? name : "size 1 and 2");
    Files.createDirectories(folder.resolve("tmp"));
  }

  @Test
  void shouldRunFromAClassPath() throws Exception {
    assertThatItRuns("-cp", join(libraries(), copyOf("app.jar")), APP);
  }

  @Test
  void shouldTakeAnEmptyEntryOfAClassPathForTheWorkingDirectory() throws Exception {
    Path classes = Path.of(App.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThatItRunsIn(classes, "-cp", File.pathSeparator + join(libraries()), APP);
  }

  @Test
  void shouldRunInSurefire() throws Exception {
    App.main(new String[] {"META-INF/services/io.ray4j.packaging.Greeting"});
  }

  @Test
  void shouldRunFromAShadedJar() throws Exception {
    assertThatItRuns("-jar", copyOf("shaded.jar"));
  }

  @Test
  void shouldRunFromAJarOfNothingButAManifest() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Name.MAIN_CLASS, APP);
    manifest
        .getMainAttributes()
        .put(
            Name.CLASS_PATH,
            Stream.concat(libraries().stream(), Stream.of(Path.of(copyOf("app.jar"))))
                .map(entry -> entry.toUri().toString())
                .collect(Collectors.joining(" ")));
    Path jar = folder.resolve("starter.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    assertThatItRuns("-jar", jar.toString());
  }

  @Test
  void shouldRunFromASpringBootJar() throws Exception {
    assertThatItRuns("-jar", copyOf("boot.jar"));
  }

  @Test
  void shouldRunFromAJarOfSpringBootBefore32() throws Exception {
    String jar = copyOf("boot-classic.jar");
    try (FileSystem zip = FileSystems.newFileSystem(Path.of(jar));
        DirectoryStream<Path> newer =
            Files.newDirectoryStream(zip.getPath("org/springframework/boot/loader/launch"))) {
      for (Path each : newer) {
        Files.delete(each);
      }
    }
    assertThatItRuns("-cp", jar, BOOT + "JarLauncher");
  }

  @Test
  void shouldRunFromASpringBootJarThatIsExtendedFromOutside() throws Exception {
    write("loader.properties", "loader.main=io.ray4j.packaging.PooledApp\nloader.args=note.txt");
    write("more/note.txt", "from outside");
    assertThat(
            assertThatItRuns(
                "-Dloader.path=more",
                "-cp",
                copyOf("boot.jar"),
                BOOT + "launch.PropertiesLauncher"))
        .contains("note.txt=from outside");
  }

  @Test
  void shouldSeeWhatTheContextClassLoaderAddsAfterWhatItsParentHas() throws Exception {
    write("parent/note.txt", "of the parent");
    write("child/note.txt", "of the child");
    String own = join(List.of(folder.resolve("child")), copyOf("app.jar"));
    assertThat(
            assertThatItRuns(
                "-cp",
                join(libraries(), "parent", testClasses()),
                Host.class.getName(),
                "true",
                own,
                "note.txt"))
        .contains("note.txt=of the parent");
  }

  @Test
  void shouldSeeItsOwnClassLoaderWhenTheContextClassLoaderIsAnother() throws Exception {
    assertThatItRuns(
        "-cp", testClasses(), Host.class.getName(), "false", join(libraries(), copyOf("app.jar")));
  }

  private List<String> assertThatItRuns(String... arguments) throws Exception {
    return assertThatItRunsIn(folder, arguments);
  }

  /** Starts a JVM in a directory, and returns what it prints. */
  private List<String> assertThatItRunsIn(Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    command.add("-Dray4j.workers=1");
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-Dray4j.workerJvmOptions=-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    Process driver =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    driver.getOutputStream().close();
    String output = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(driver.waitFor()).as(output).isZero();
    List<String> lines = output.lines().toList();
    assertThat(lines).endsWith("all is well");
    String session = lines.get(lines.size() - 2).replace("session=", "");
    assertThat(Path.of("/dev/shm", session)).doesNotExist();
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
    // workers have files of the session on their command line
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(session));
    return lines;
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Copies a jar of the build, named by a system property, to the folder. */
  private String copyOf(String jar) throws IOException {
    return Files.copy(Path.of(System.getProperty(jar)), folder.resolve(jar)).toString();
  }

  private static List<Path> libraries() {
    return CLASS_PATH.stream().filter(entry -> !Files.isDirectory(entry)).toList();
  }

  private static String testClasses() {
    return CLASS_PATH.stream()
        .filter(entry -> entry.endsWith("test-classes"))
        .map(Path::toString)
        .collect(Collectors.joining());
  }

  private static String join(List<Path> entries, String... more) {
    return Stream.concat(entries.stream().map(Path::toString), Stream.of(more))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
