package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayException;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTaskException;
import io.ray4j.WorkerCrashedException;
import io.ray4j.testing.Backend;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the driver knows and its workers do not. */
@Timeout(60)
class MissingClassTest {
  @TempDir private Path folder;

  /** Gives the workers the library and {@link Visible}, and no other class of the tests. */
  @BeforeEach
  void init() throws IOException, URISyntaxException {
    Path tests = Path.of(Visible.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path source = tests.resolve("io/ray4j/functional");
    Path target = Files.createDirectories(folder.resolve("io/ray4j/functional"));
    try (DirectoryStream<Path> classes = Files.newDirectoryStream(source, "Visible*.class")) {
      for (Path each : classes) {
        Files.copy(each, target.resolve(each.getFileName()));
      }
    }
    List<Path> entries = new ArrayList<>(List.of(folder));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!Path.of(entry).equals(tests)) {
        entries.add(Path.of(entry));
      }
    }
    Ray.init(Backend.config(1).classPath(entries.toArray(Path[]::new)).build());
  }

  @AfterEach
  void shutdown() {
    Ray.shutdown();
  }

  @Test
  void shouldNameTheFunctionsClassAndWhereItWasLookedFor() {
    assertMissing(
        Ray.remote(Hidden::twice, 1), RayTaskException.class, "io.ray4j.functional.Hidden");
  }

  @Test
  void shouldNameTheClassOfAParameter() {
    assertMissing(
        Ray.remote(Visible.TakesHidden::numberOf, new Hidden(1)),
        RayTaskException.class,
        "io.ray4j.functional.Hidden");
  }

  @Test
  void shouldNameTheClassOfAnArgument() {
    assertMissing(
        Ray.remote(Visible::echo, List.of(new Hidden(1))),
        RaySerializationException.class,
        "io.ray4j.functional.Hidden");
  }

  @Test
  void shouldNameTheClassThatALambdaIsPartOf() {
    assertMissing(
        Ray.remote(() -> 1), RaySerializationException.class, MissingClassTest.class.getName());
  }

  @Test
  void shouldNameAClassThatAFunctionUses() {
    ObjectRef<Integer> used = Ray.remote(Visible::makeHidden, 1);
    assertMissing(used, RayTaskException.class, "io.ray4j.functional.Hidden");
    assertThatThrownBy(used::get).hasCauseInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void shouldSayHowWorkersWithoutTheLibraryAreStarted() {
    Ray.shutdown();
    Ray.init(Backend.config(1).classPath(folder).build());
    assertThatThrownBy(() -> Ray.remote(Visible::pid).get())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("io.ray4j.internal.WorkerMain")
        .hasMessageContaining("-cp " + folder);
  }

  private void assertMissing(
      ObjectRef<?> ref, Class<? extends RayException> type, String className) {
    long pid = Ray.remote(Visible::pid).get();

    assertThatThrownBy(ref::get)
        .isInstanceOf(type)
        .hasStackTraceContaining("Class " + className + " was looked for in: " + folder);

    assertThat(Ray.remote(Visible::pid).get()).as("the pool goes on").isEqualTo(pid);
  }
}
