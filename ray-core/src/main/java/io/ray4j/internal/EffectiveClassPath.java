package io.ray4j.internal;

import io.ray4j.RayConfig;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs on its command line to see the classes that the driver sees.
 *
 * @param entries the class path
 * @param options JVM options that come with it
 * @param mainClass the class to start, which starts {@link WorkerMain}
 */
public record EffectiveClassPath(List<String> entries, List<String> options, String mainClass) {
  private static final String BOOT_LOADER = "org.springframework.boot.loader.";

  /** The class path as the user gave it, or else that of this process. */
  public static EffectiveClassPath of(RayConfig config) {
    List<Path> given = config.classPath();
    return given.isEmpty() ? ofThisProcess() : plain(given.stream().map(Path::toString).toList());
  }

  /**
   * The class path of this process, from its class loaders: those of a build tool hold what {@code
   * java.class.path} does not.
   */
  static EffectiveClassPath ofThisProcess() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = EffectiveClassPath.class.getClassLoader();
    String launcher = bootLauncher(own);
    if (launcher != null) {
      // an executable jar holds jars, which only its own launcher can read
      return new EffectiveClassPath(splitClassPath(), bootOptions(), launcher);
    }
    Set<String> entries = new LinkedHashSet<>();
    addEntries(context, entries);
    addEntries(own, entries);
    return plain(List.copyOf(entries));
  }

  private static EffectiveClassPath plain(List<String> entries) {
    return new EffectiveClassPath(entries, List.of(), WorkerMain.class.getName());
  }

  private static List<String> splitClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      // an empty entry is the working directory
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return entries;
  }

  /**
   * What the user told the launcher, for instance a loader.path; of a loader.main the last counts.
   */
  private static List<String> bootOptions() {
    List<String> options = new ArrayList<>();
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      if (name.startsWith("loader.")) {
        options.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    options.add("-Dloader.main=" + WorkerMain.class.getName());
    return options;
  }

  private static @Nullable String bootLauncher(@Nullable ClassLoader loader) {
    for (ClassLoader next = loader; next != null; next = next.getParent()) {
      for (Class<?> type = next.getClass(); type != null; type = type.getSuperclass()) {
        if (type.getName().startsWith(BOOT_LOADER)) {
          // Spring Boot 3.2 moved its launchers into a package of their own
          return type.getName().startsWith(BOOT_LOADER + "launch.")
              ? BOOT_LOADER + "launch.PropertiesLauncher"
              : BOOT_LOADER + "PropertiesLauncher";
        }
      }
    }
    return null;
  }

  /** A loader asks its parent first, so what the parent has comes first. */
  private static void addEntries(@Nullable ClassLoader loader, Set<String> entries) {
    if (loader == null) {
      return;
    }
    addEntries(loader.getParent(), entries);
    if (loader == ClassLoader.getSystemClassLoader()) {
      entries.addAll(splitClassPath());
    } else if (loader instanceof URLClassLoader urls) {
      for (URL url : urls.getURLs()) {
        String entry = fileOf(url);
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
  }

  private static @Nullable String fileOf(URL url) {
    try {
      URI uri = url.toURI();
      return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : null;
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null; // no file: a worker could not read it either
    }
  }
}
