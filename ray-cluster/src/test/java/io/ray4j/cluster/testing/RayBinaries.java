package io.ray4j.cluster.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The servers of Ray 1.0.1, unpacked from the jar of its runtime, and the jars that its workers are
 * started with. Immutable; the folder stays for the next run.
 */
final class RayBinaries {
  static final String REDIS = "redis-server";
  static final String REDIS_MODULE = "libray_redis_module.so";
  static final String GCS = "gcs_server";
  static final String STORE = "plasma_store_server";
  static final String RAYLET = "raylet";

  /**
   * What a node has of its own: Ray and what Ray needs. Programs and Ray4J come with the driver.
   */
  private static final Set<String> JARS_OF_A_NODE =
      Set.of(
          "ray-api",
          "ray-runtime",
          "asm",
          "commons-io",
          "commons-lang3",
          "commons-pool2",
          "config",
          "failureaccess",
          "fst",
          "guava",
          "jackson-core",
          "javassist",
          "jaxb-api",
          "jedis",
          "jna",
          "log4j",
          "msgpack-core",
          "objenesis",
          "protobuf-java",
          "slf4j-api",
          "slf4j-simple");

  private final Path folder;

  private RayBinaries(Path folder) {
    this.folder = folder;
  }

  /** Unpacks what is not there yet; skips the test, with the reason, where they do not run. */
  static RayBinaries unpack(Path folder) throws IOException, InterruptedException {
    assumeTrue(RunningRay.version().isEmpty(), "only the jar of Ray 1.0.1 has the servers in it");
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        system.toLowerCase(Locale.ROOT).equals("linux amd64"),
        "the servers in Ray's jar are for Linux on x86-64; this is " + system);
    Files.createDirectories(folder);
    for (String name : List.of(REDIS, REDIS_MODULE, GCS, STORE, RAYLET)) {
      unpack(name, folder.resolve(name));
    }
    RayBinaries binaries = new RayBinaries(folder);
    binaries.assumeTheyRun();
    return binaries;
  }

  private static void unpack(String name, Path file) throws IOException {
    if (Files.isExecutable(file)) {
      return;
    }
    String resource = "/native/linux/" + name;
    try (InputStream in = RayBinaries.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource + " is not on the class path: that takes io.ray:ray-runtime:1.0.1");
      }
      // another name first: a run that is ended here must not leave half a program
      Path part = Files.createTempFile(file.getParent(), name, ".part");
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      if (!part.toFile().setExecutable(true)) {
        throw new IOException(part + " cannot be made executable");
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void assumeTheyRun() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(path(REDIS).toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(20, TimeUnit.SECONDS);
      assumeTrue(ended && process.exitValue() == 0, "Ray's redis-server does not run here");
    } catch (IOException e) {
      assumeTrue(false, "Ray's servers do not run here: " + e.getMessage());
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** The class path of a worker as a cluster's administrator would set it: without any program. */
  static String classPathOfANode() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> JARS_OF_A_NODE.contains(artifactOf(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String artifactOf(String entry) {
    return Path.of(entry).getFileName().toString().replaceFirst("-[0-9][^/]*\\.jar$", "");
  }
}
