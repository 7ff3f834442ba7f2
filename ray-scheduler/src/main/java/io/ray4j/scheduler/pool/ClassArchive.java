package io.ray4j.scheduler.pool;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a worker as the JVM keeps them in memory, in a file that workers map instead of
 * reading jars: a dynamic archive of class data sharing. The first session makes it for later ones.
 *
 * <p>It lies in the user's cache folder, which nobody else may write. Its name says what it was
 * made of, the JVM and the jars of the class path, of which the JVM itself checks once more that
 * they are the same; and how long it is, since a JVM crashes over one that ends too early. It holds
 * the classes from the jars before the first folder of the class path, as the JVM takes none from
 * folders.
 *
 * <p>Immutable, and thread-safe. Whatever is wrong with it, workers start all the same and say
 * nothing of it. The process that makes it belongs to no session: it goes on when the driver ends,
 * runs with a low priority, and ends by itself.
 */
public final class ClassArchive {
  /** The system property that switches archives off: false. */
  static final String PROPERTY = "ray4j.classArchive";

  private static final String PREFIX = "worker-";
  private static final String ARCHIVE = ".jsa";

  /** What tells that an archive is being made, and with which arguments. */
  private static final String ARGUMENTS = ".args";

  /** What tells that none can be made of this class path. */
  private static final String NONE = ".none";

  private static final int KEPT_ARCHIVES = 4;

  /** Nobody takes as long to make one. */
  private static final long MAKING_MS = TimeUnit.MINUTES.toMillis(10);

  /** Options with which a JVM would refuse an archive or which bring their own. */
  private static final List<String> CONFLICTING =
      List.of(
          "-Xshare",
          "-XX:Shared",
          "-XX:Archive",
          "-XX:AOT",
          "-XX:+AutoCreateSharedArchive",
          "-XX:+RecordDynamicDumpInfo",
          "-XX:Flags",
          "-XX:VMOptionsFile",
          "-Xbootclasspath",
          "-javaagent",
          "-agentlib",
          "-agentpath",
          "--patch-module",
          "--limit-modules",
          "--upgrade-module-path",
          "@");

  /** How the process says that it came to no end for lack of time: there is to be another try. */
  public static final int TOO_SLOW = 75;

  /**
   * Runs a command in the background, and gives what it made its name, or says that it made
   * nothing. The first three arguments: what is made, its name, and that of the arguments. Not with
   * the lowest priority: on a machine that is busy for long it would never come to an end.
   */
  private static final String SCRIPT =
      """
      made=$1; name=$2; arguments=$3; shift 3; umask 077
      nice -n 10 "$@"; code=$?
      if [ $code = 0 ] && test -s "$made"; then
        mv -f "$made" "$name-$(($(wc -c < "$made"))).jsa"
      else
        rm -f "$made"
        if [ $code != %d ]; then : > "$name.none"; fi
      fi
      rm -f "$arguments"
      """
          .formatted(TOO_SLOW);

  private final Path java;
  private final Path folder;
  private final String name;
  private final List<String> jars;

  private ClassArchive(Path java, Path folder, String name, List<String> jars) {
    this.java = java;
    this.folder = folder;
    this.name = name;
    this.jars = jars;
  }

  /**
   * The archive for workers that are started so, whether it is there or not; null if there can be
   * none, or archives are switched off.
   *
   * @param java the {@code java} binary
   * @param classPath the workers' class path
   * @param options the user's own options for workers
   */
  public static @Nullable ClassArchive of(Path java, List<String> classPath, List<String> options) {
    if ("false".equals(System.getProperty(PROPERTY)) || isInConflict(options)) {
      return null;
    }
    String cache = cacheFolder();
    List<String> jars = leadingJars(classPath);
    if (cache == null || jars.isEmpty()) {
      return null;
    }
    return new ClassArchive(java, Path.of(cache, "ray4j"), PREFIX + key(java, jars), jars);
  }

  private static boolean isInConflict(List<String> options) {
    for (String option : options) {
      for (String conflicting : CONFLICTING) {
        if (option.startsWith(conflicting)) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable String cacheFolder() {
    String given = System.getenv("XDG_CACHE_HOME");
    if (given != null && given.startsWith("/")) {
      return given;
    }
    String home = System.getProperty("user.home", "");
    if (!home.startsWith("/")) {
      return null; // a user without a home
    }
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    return home + (mac ? "/Library/Caches" : "/.cache");
  }

  private static List<String> leadingJars(List<String> classPath) {
    List<String> jars = new ArrayList<>();
    for (String entry : classPath) {
      if (!new File(entry).isFile()) {
        break;
      }
      jars.add(entry);
    }
    return jars;
  }

  /** A hash of what the archive depends on; the JDK's digests would take a while to load. */
  private static String key(Path java, List<String> jars) {
    long hash = hash(0xcbf29ce484222325L, java.toString());
    hash = hash(hash, System.getProperty("java.vm.version", ""));
    hash = hash(hash, System.getProperty("java.vm.vendor", ""));
    for (String jar : jars) {
      File file = new File(jar);
      hash = hash(hash, jar + "|" + file.length() + "|" + file.lastModified());
    }
    return Long.toHexString(hash);
  }

  /** FNV-1a. */
  private static long hash(long before, String text) {
    long hash = before;
    for (int index = 0; index < text.length(); index++) {
      hash = (hash ^ text.charAt(index)) * 0x100000001b3L;
    }
    return (hash ^ '\n') * 0x100000001b3L;
  }

  private Path file(String suffix) {
    return folder.resolve(name + suffix);
  }

  /** The archive, if it is there and whole. */
  private @Nullable String find() {
    String[] files = folder.toFile().list();
    if (files != null) {
      for (String file : files) {
        if (file.startsWith(name + "-") && file.endsWith(ARCHIVE)) {
          File archive = new File(folder.toFile(), file);
          if (file.equals(name + "-" + archive.length() + ARCHIVE)) {
            return archive.getPath();
          }
        }
      }
    }
    return null;
  }

  /** The options with which a worker uses the archive; none if it is not there. */
  public List<String> options() {
    String archive = find();
    if (archive == null || !isOurs()) {
      return List.of();
    }
    List<String> options = new ArrayList<>();
    options.add("-XX:SharedArchiveFile=" + archive);
    options.add("-Xshare:auto"); // one that cannot be used is ignored
    options.add("-Xlog:cds*=off");
    if (Runtime.version().feature() >= 25) { // which gave those lines another name
      options.add("-Xlog:aot*=off");
    }
    return options;
  }

  /** Whether nobody else can write into the folder: workers run what lies there. */
  private boolean isOurs() {
    try {
      PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
      return attributes.owner().getName().equals(System.getProperty("user.name"))
          && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
          && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | RuntimeException e) {
      return false; // not to be read, or a file system without owners
    }
  }

  /**
   * Has the archive made by a process of its own, unless it is there, or being made, or cannot be
   * made; returns once that process is forked.
   *
   * @param options those of all workers, without the class path and the user's own
   * @param main the class that does what a worker does
   */
  public void makeUnlessThere(List<String> options, String main) {
    if (find() != null || file(NONE).toFile().isFile()) {
      return;
    }
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (!isOurs()) {
        PoolLog.LOG.debug("no archive of classes is made in {}: others may write there", folder);
        return;
      }
      tidy();
      make(options, main);
    } catch (FileAlreadyExistsException e) {
      PoolLog.LOG.debug("another session makes the archive of classes {}", name);
    } catch (IOException | RuntimeException e) {
      PoolLog.LOG.debug("no archive of classes is made in {}", folder, e);
    }
  }

  private void make(List<String> options, String main) throws IOException {
    Path made = file(".new");
    List<String> arguments = new ArrayList<>(options);
    arguments.add("-cp");
    arguments.add(String.join(File.pathSeparator, jars));
    arguments.add("-XX:ArchiveClassesAtExit=" + made);
    arguments.add("-Xlog:disable");
    arguments.add(main);
    Path file = file(ARGUMENTS);
    WorkerLauncher.writeArguments(file, arguments);
    File[] broken = folder.toFile().listFiles((unused, other) -> other.startsWith(name + "-"));
    for (File archive : broken == null ? new File[0] : broken) {
      delete(archive);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            SCRIPT,
            "ray4j",
            made.toString(),
            folder.resolve(name).toString(),
            file.toString(),
            java.toString(),
            "@" + file);
    WorkerLauncher.DRIVER_ONLY.forEach(builder.environment()::remove);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.start().getOutputStream().close();
  }

  /** Leaves the newest archives, and what tells of one that was never finished for a while only. */
  private void tidy() throws IOException {
    Path now = Files.createTempFile(folder, "now", "");
    long nowMs = Files.getLastModifiedTime(now).toMillis();
    Files.delete(now);
    File arguments = file(ARGUMENTS).toFile();
    if (arguments.exists() && nowMs - arguments.lastModified() > MAKING_MS) {
      delete(arguments);
    }
    File[] files = folder.toFile().listFiles((unused, file) -> file.startsWith(PREFIX));
    if (files == null || files.length <= KEPT_ARCHIVES) {
      return;
    }
    Arrays.sort(files, Comparator.comparingLong(File::lastModified).reversed());
    for (File file : Arrays.asList(files).subList(KEPT_ARCHIVES, files.length)) {
      delete(file);
    }
  }

  private static void delete(File file) {
    if (!file.delete()) {
      PoolLog.LOG.debug("cannot delete {}", file);
    }
  }
}
