package io.ray4j;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What overrides the defaults of a remote function, given by {@link Remote}, for a call: {@code
 * Ray.function(Stats::mean) .options(TaskOptions.builder().maxRetries(0).build()).remote(values)}.
 * What is not set stays as the function has it.
 *
 * <p>Immutable and threadsafe.
 */
public final class TaskOptions implements Serializable {
  private static final long serialVersionUID = 1;

  private final @Nullable String name;
  private final @Nullable Integer numReturns;
  private final @Nullable Integer maxRetries;

  @SuppressWarnings("serial") // made by List.copyOf, which is serializable
  private final @Nullable List<Class<? extends Throwable>> retryOn;

  private final @Nullable Duration timeout;
  private final @Nullable Double numCpus;
  private final TreeMap<String, Double> resources;

  private TaskOptions(Builder builder) {
    name = builder.name;
    numReturns = builder.numReturns;
    maxRetries = builder.maxRetries;
    retryOn = builder.retryOn;
    timeout = builder.timeout;
    numCpus = builder.numCpus;
    resources = new TreeMap<>(builder.resources);
  }

  /**
   * A builder with nothing set.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The name of the task in logs, failures and {@link RayState}.
   *
   * @return the name; empty for the function's
   */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * The number of objects that hold the result; see {@link Remote#numReturns}.
   *
   * @return at least 1; empty for the function's
   */
  public OptionalInt numReturns() {
    return optional(numReturns);
  }

  /**
   * The number of further runs; see {@link Remote#maxRetries}.
   *
   * @return at least 0; empty for the function's
   */
  public OptionalInt maxRetries() {
    return optional(maxRetries);
  }

  /**
   * The exceptions after which the task runs again; see {@link Remote#retryOn}.
   *
   * @return the classes, unmodifiable; empty for the function's, which is not the same as an empty
   *     list
   */
  public Optional<List<Class<? extends Throwable>>> retryOn() {
    return Optional.ofNullable(retryOn);
  }

  /**
   * The time that one run may take.
   *
   * @return a positive time; empty for the function's
   */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * The number of CPUs that the task occupies while it runs.
   *
   * @return at least 0; empty for the function's
   */
  public OptionalDouble numCpus() {
    return numCpus == null ? OptionalDouble.empty() : OptionalDouble.of(numCpus);
  }

  /**
   * What else the task occupies while it runs.
   *
   * @return amounts by name, sorted and unmodifiable; may be empty
   */
  public Map<String, Double> resources() {
    return Collections.unmodifiableMap(resources);
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskOptions that
        && Objects.equals(name, that.name)
        && Objects.equals(numReturns, that.numReturns)
        && Objects.equals(maxRetries, that.maxRetries)
        && Objects.equals(retryOn, that.retryOn)
        && Objects.equals(timeout, that.timeout)
        && Objects.equals(numCpus, that.numCpus)
        && resources.equals(that.resources);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, numReturns, maxRetries, retryOn, timeout, numCpus, resources);
  }

  @Override
  public String toString() {
    return "TaskOptions{name="
        + name
        + ", numReturns="
        + numReturns
        + ", maxRetries="
        + maxRetries
        + ", retryOn="
        + retryOn
        + ", timeout="
        + timeout
        + ", numCpus="
        + numCpus
        + ", resources="
        + resources
        + "} (null: as the function has it)";
  }

  /** Makes {@link TaskOptions}. Each value is checked as it is set. Not threadsafe. */
  public static final class Builder {
    private @Nullable String name;
    private @Nullable Integer numReturns;
    private @Nullable Integer maxRetries;
    private @Nullable List<Class<? extends Throwable>> retryOn;
    private @Nullable Duration timeout;
    private @Nullable Double numCpus;
    private final TreeMap<String, Double> resources = new TreeMap<>();

    private Builder() {}

    /**
     * Sets the name of the task in logs, failures and {@link RayState}.
     *
     * @param name the name; not blank
     * @return this builder
     */
    public Builder name(String name) {
      this.name = Checks.notBlank(name, "name");
      return this;
    }

    /**
     * Sets the number of objects that hold the result; see {@link Remote#numReturns}.
     *
     * @param numReturns at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder numReturns(int numReturns) {
      this.numReturns =
          Checks.atLeastOne(
              numReturns, "numReturns", "Use 1 for a result that is one object, void included.");
      return this;
    }

    /**
     * Sets the number of further runs; see {@link Remote#maxRetries}.
     *
     * @param maxRetries at least 0, which means that the task runs at most once
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxRetries(int maxRetries) {
      this.maxRetries =
          Checks.notNegative(maxRetries, "maxRetries", "Use 0 to run a task at most once.");
      return this;
    }

    /**
     * Sets the exceptions after which the task runs again; see {@link Remote#retryOn}.
     *
     * @param retryOn the classes; none to run again only after the worker died
     * @return this builder
     */
    @SafeVarargs
    public final Builder retryOn(Class<? extends Throwable>... retryOn) {
      Objects.requireNonNull(retryOn, "retryOn must not be null");
      List<Class<? extends Throwable>> classes = new ArrayList<>();
      for (Class<? extends Throwable> type : retryOn) {
        classes.add(type);
      }
      Checks.noNulls(classes, "retryOn");
      this.retryOn = List.copyOf(classes);
      return this;
    }

    /**
     * Sets the time that one run may take; then the task fails with {@link TaskTimeoutException}.
     * See {@link Remote#timeoutMs}.
     *
     * @param timeout a positive time; {@code ChronoUnit.FOREVER.getDuration()} for no limit where
     *     the function has one
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder timeout(Duration timeout) {
      Objects.requireNonNull(timeout, "timeout must not be null");
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(
            "timeout must be positive: timeout=" + timeout + ". Leave it out for no deadline.");
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * Sets the number of CPUs that the task occupies while it runs.
     *
     * @param numCpus a number of at least 0, possibly a fraction
     * @return this builder
     * @throws IllegalArgumentException if it is negative, infinite or no number
     */
    public Builder numCpus(double numCpus) {
      this.numCpus =
          Checks.finiteNotNegative(
              numCpus, "numCpus", "Use 0 for a task that computes next to nothing.");
      return this;
    }

    /**
     * Adds something else that the task occupies while it runs, or replaces its amount. It says
     * which node of a cluster may run the task; on one machine, where there is no choice, it is
     * ignored.
     *
     * @param name the name of the resource; not {@code CPU}, which {@link #numCpus} sets
     * @param amount a number of at least 0, possibly a fraction
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or {@code CPU}, or the amount negative,
     *     infinite or no number
     */
    public Builder resource(String name, double amount) {
      Checks.notBlank(name, "name");
      if (name.equals("CPU")) {
        throw new IllegalArgumentException(
            "CPU is no custom resource: resource(CPU, "
                + amount
                + "). Use numCpus("
                + amount
                + ")");
      }
      resources.put(
          name,
          Checks.finiteNotNegative(
              amount, "resource " + name, "Leave it out for a task that needs none."));
      return this;
    }

    /**
     * Makes the options. The builder may be used further.
     *
     * @return immutable options with what is set now
     */
    public TaskOptions build() {
      return new TaskOptions(this);
    }
  }
}
