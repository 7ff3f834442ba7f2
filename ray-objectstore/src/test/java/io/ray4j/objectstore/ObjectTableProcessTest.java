package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.objectstore.codec.ChildJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user must not notice of Chronicle Map; each test runs the table in a JVM of its own. */
@Timeout(300)
class ObjectTableProcessTest {
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.xml",
          "jdk.unsupported");

  @TempDir Path folder;

  /** Uses a table in every way, fills it up to its last row, and prints what it recovered. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      TableRow row = TableRow.sealed(100, List.of(new Extent(0, 0, 100)), "Tasks.make task=1");
      try (ObjectTable table = ObjectTable.open(file, 1000)) {
        for (int i = 0; i < 1000; i++) {
          table.record(new ObjectId(1, i, 0), row);
        }
        table.flush();
        table.update(new ObjectId(1, 1, 0), TableRow.spilled(100, "spill", ""));
        table.remove(new ObjectId(1, 2, 0));
      }
      System.out.print(ObjectTable.recover(file).size());
      ModuleLayer.boot().findModule("java.compiler").ifPresent(System.out::print);
    }
  }

  @Test
  void shouldPrintAndLogNothing() throws Exception {
    String output =
        run(System.getProperty("java.home"), "--limit-modules", String.join(",", MODULES));
    assertThat(output).isEqualTo("999");
  }

  @Test
  void shouldLogAtDebugWhatChronicleSays() throws Exception {
    // the other test proves nothing if this one fails: the backend would print it
    String output =
        run(System.getProperty("java.home"), "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug");
    assertThat(output).contains("DEBUG net.openhft.chronicle").contains("Recovery operation");
  }

  @Test
  void shouldRunOnAnImageWithoutACompiler() throws Exception {
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElse(null);
    assumeTrue(jlink != null, "this Java has no jlink");
    Path image = folder.resolve("image");
    StringWriter log = new StringWriter();
    PrintWriter writer = new PrintWriter(log);
    int exitCode =
        jlink.run(
            writer,
            writer,
            "--add-modules",
            String.join(",", MODULES),
            "--output",
            image.toString());
    assumeTrue(exitCode == 0, () -> "jlink makes no image here: " + log);

    assertThat(run(image.toString())).isEqualTo("999");
  }

  private String run(String javaHome, String... options) throws Exception {
    Path file = folder.resolve("table");
    Process process = ChildJvm.start(javaHome, List.of(options), Program.class, file.toString());
    String output = new String(ChildJvm.output(process), StandardCharsets.UTF_8);
    Files.delete(file);
    return output;
  }

  @Test
  void shouldHaveNothingOnTheClassPathThatReportsToAnyone() {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"));
    assertThat(System.getProperty("java.class.path"))
        .contains("chronicle-map")
        .doesNotContain("analytics");
  }
}
