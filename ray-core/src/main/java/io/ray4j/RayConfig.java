package io.ray4j;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Ray#init(RayConfig)} starts a session. Everything has a default.
 *
 * <p>{@link Ray#init()} reads each value from the system property {@code ray4j.} plus the name of
 * the builder's method, for instance {@code -Dray4j.workers=4}; sizes may end in k, m or g there,
 * JVM options are separated by white space and paths by the path separator. The address may also
 * come from the environment variable {@code RAY_ADDRESS}, as in Ray.
 *
 * <p>Immutable and threadsafe.
 */
public final class RayConfig {
  private final @Nullable Integer workers;
  private final @Nullable Long objectStoreMemory;
  private final @Nullable Long workerHeap;
  private final List<String> workerJvmOptions;
  private final List<Path> classPath;
  private final @Nullable Path spillDirectory;
  private final @Nullable Path sessionDirectory;
  private final boolean logToDriver;
  private final @Nullable Path keepFailedTasks;
  private final String address;

  private RayConfig(Builder builder) {
    workers = builder.workers;
    objectStoreMemory = builder.objectStoreMemory;
    workerHeap = builder.workerHeap;
    workerJvmOptions = builder.workerJvmOptions;
    classPath = builder.classPath;
    spillDirectory = builder.spillDirectory;
    sessionDirectory = builder.sessionDirectory;
    logToDriver = builder.logToDriver;
    keepFailedTasks = builder.keepFailedTasks;
    address = builder.address;
  }

  /**
   * A builder with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  static RayConfig fromEnvironment() {
    return new ConfigReader(System::getProperty, System::getenv).read();
  }

  /**
   * The number of worker processes.
   *
   * @return at least 1; empty for as many as there are processors
   */
  public OptionalInt workers() {
    return workers == null ? OptionalInt.empty() : OptionalInt.of(workers);
  }

  /**
   * The size of the object store.
   *
   * @return bytes; empty for 30 % of the machine's memory, as in Ray
   */
  public OptionalLong objectStoreMemory() {
    return optional(objectStoreMemory);
  }

  /**
   * The largest heap of a worker.
   *
   * @return bytes; empty for what the memory leaves, see {@link Builder#workerHeap}
   */
  public OptionalLong workerHeap() {
    return optional(workerHeap);
  }

  /**
   * Further options of the workers' JVMs.
   *
   * @return the options, unmodifiable; may be empty
   */
  public List<String> workerJvmOptions() {
    return workerJvmOptions;
  }

  /**
   * The class path of the workers.
   *
   * @return the entries, unmodifiable; an empty list for the class path of the driver
   */
  public List<Path> classPath() {
    return classPath;
  }

  /**
   * Where objects go that the store has no room for.
   *
   * @return a folder; empty for one below the session's
   */
  public Optional<Path> spillDirectory() {
    return Optional.ofNullable(spillDirectory);
  }

  /**
   * Where the session keeps its sockets, logs and tables.
   *
   * @return a folder; empty to let the runtime make one among the temporary files
   */
  public Optional<Path> sessionDirectory() {
    return Optional.ofNullable(sessionDirectory);
  }

  /**
   * Whether the output of the workers comes out at the driver.
   *
   * @return true by default
   */
  public boolean logToDriver() {
    return logToDriver;
  }

  /**
   * Where tasks that failed are kept for {@link Ray#replay}.
   *
   * @return a folder; empty to keep none
   */
  public Optional<Path> keepFailedTasks() {
    return Optional.ofNullable(keepFailedTasks);
  }

  /**
   * Where tasks run.
   *
   * @return {@code local} by default
   */
  public String address() {
    return address;
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public String toString() {
    return "RayConfig{address="
        + address
        + ", workers="
        + orDefault(workers)
        + ", objectStoreMemory="
        + orDefault(objectStoreMemory)
        + ", workerHeap="
        + orDefault(workerHeap)
        + ", workerJvmOptions="
        + workerJvmOptions
        + ", classPath="
        + (classPath.isEmpty() ? "default" : classPath)
        + ", spillDirectory="
        + orDefault(spillDirectory)
        + ", sessionDirectory="
        + orDefault(sessionDirectory)
        + ", logToDriver="
        + logToDriver
        + ", keepFailedTasks="
        + (keepFailedTasks == null ? "none" : keepFailedTasks)
        + "}";
  }

  private static Object orDefault(@Nullable Object value) {
    return value == null ? "default" : value;
  }

  /** Makes a {@link RayConfig}. Each value is checked as it is set. Not threadsafe. */
  public static final class Builder {
    private static final long MIN_STORE_BYTES = 1L << 20;
    private static final long MIN_HEAP_BYTES = 2L << 20; // the JVM starts with no less

    private @Nullable Integer workers;
    private @Nullable Long objectStoreMemory;
    private @Nullable Long workerHeap;
    private List<String> workerJvmOptions = List.of();
    private List<Path> classPath = List.of();
    private @Nullable Path spillDirectory;
    private @Nullable Path sessionDirectory;
    private boolean logToDriver = true;
    private @Nullable Path keepFailedTasks;
    private String address = "local";

    private Builder() {}

    /**
     * Sets the number of worker processes. The default is the number of processors.
     *
     * @param workers at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder workers(int workers) {
      this.workers =
          Checks.atLeastOne(
              workers,
              "workers",
              "Leave it out for one per processor; address(\"in-process\") runs tasks without workers.");
      return this;
    }

    /**
     * Sets the size of the object store. The default is 30 % of the machine's memory, as in Ray.
     *
     * @param bytes at least 1 MiB
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder objectStoreMemory(long bytes) {
      objectStoreMemory = Checks.atLeastBytes(bytes, MIN_STORE_BYTES, "objectStoreMemory");
      return this;
    }

    /**
     * Sets the largest heap of a worker. By default the workers share what the heap of the driver,
     * the object store and about 64 MB for each JVM leave of the machine's memory, or of its
     * control group's; each has at least 64 MB. Where all of it together is more than there is,
     * {@link Ray#init(RayConfig)} logs a warning with the numbers and goes on.
     *
     * <p>The workers' collector, the serial one, keeps a third of the heap for young objects: one
     * array may be no larger than two thirds of it. {@code -Xmx} among {@link #workerJvmOptions}
     * comes before this setting.
     *
     * @param bytes at least 2 MiB, the least that a JVM takes
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder workerHeap(long bytes) {
      workerHeap = Checks.atLeastBytes(bytes, MIN_HEAP_BYTES, "workerHeap");
      return this;
    }

    /**
     * Sets further options of the workers' JVMs, in place of those set before.
     *
     * @param options what would stand behind {@code java} on the command line, for instance {@code
     *     -XX:+UseSerialGC}
     * @return this builder
     * @throws IllegalArgumentException if one is blank
     */
    public Builder workerJvmOptions(String... options) {
      Objects.requireNonNull(options, "workerJvmOptions must not be null");
      Checks.noNulls(Arrays.asList(options), "workerJvmOptions");
      for (String option : options) {
        Checks.notBlank(option, "each of workerJvmOptions");
      }
      workerJvmOptions = List.of(options);
      return this;
    }

    /**
     * Sets the class path of the workers. The default is that of the driver, which is right nearly
     * always.
     *
     * @param entries folders and jars, this library and what it needs among them; none for the
     *     default
     * @return this builder
     */
    public Builder classPath(Path... entries) {
      Objects.requireNonNull(entries, "classPath must not be null");
      Checks.noNulls(Arrays.asList(entries), "classPath");
      classPath = List.of(entries);
      return this;
    }

    /**
     * Sets where objects go that the store has no room for. The default lies below the session's
     * folder.
     *
     * @param directory a folder; made if it does not exist
     * @return this builder
     * @throws IllegalArgumentException if it is a file
     */
    public Builder spillDirectory(Path directory) {
      spillDirectory = Checks.folder(directory, "spillDirectory");
      return this;
    }

    /**
     * Sets where the session keeps its sockets, logs and tables. The default lies among the
     * temporary files.
     *
     * @param directory a folder; made if it does not exist
     * @return this builder
     * @throws IllegalArgumentException if it is a file
     */
    public Builder sessionDirectory(Path directory) {
      sessionDirectory = Checks.folder(directory, "sessionDirectory");
      return this;
    }

    /**
     * Sets whether the output of the workers comes out at the driver. The default is that it does.
     *
     * @param logToDriver false to find it in the session's folder only
     * @return this builder
     */
    public Builder logToDriver(boolean logToDriver) {
      this.logToDriver = logToDriver;
      return this;
    }

    /**
     * Sets where tasks that failed are kept, with their arguments, for {@link Ray#replay}. By
     * default none are kept.
     *
     * <p>Each becomes one file, {@code <function>-<task id>-<attempt>.raytask}, that this user
     * alone may read; its first lines say why the task failed. It is written in the background once
     * the task will not be run again, at the latest when the session ends, and nothing deletes it.
     * A task is kept if its function was called: not if one of its arguments failed or was freed,
     * nor if the session ended first. If a file cannot be written, or tasks fail faster than files
     * can be, that is logged once and changes nothing else.
     *
     * @param directory a folder; made if it does not exist
     * @return this builder
     * @throws IllegalArgumentException if it is a file
     */
    public Builder keepFailedTasks(Path directory) {
      keepFailedTasks = Checks.folder(directory, "keepFailedTasks");
      return this;
    }

    /**
     * Sets where tasks run: {@code local}, the default, in worker processes of this machine; {@code
     * in-process} on threads of the driver, for a debugger; {@code auto} or the address of a Ray
     * cluster, with {@code ray-cluster} on the class path.
     *
     * @param address the address
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder address(String address) {
      this.address = Checks.notBlank(address, "address");
      return this;
    }

    /**
     * Makes the configuration. The builder may be used further.
     *
     * @return an immutable configuration with what is set now
     */
    public RayConfig build() {
      return new RayConfig(this);
    }
  }
}
