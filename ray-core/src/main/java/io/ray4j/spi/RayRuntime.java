package io.ray4j.spi;

import io.ray4j.ObjectRef;
import io.ray4j.RayState;
import io.ray4j.TaskOptions;
import io.ray4j.WaitResult;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime must do; the facade {@link io.ray4j.Ray} checks its arguments for null and range,
 * and delegates to it.
 *
 * <p>Threadsafe. After {@link #close} every other method throws {@code IllegalStateException}, and
 * calls that were waiting fail.
 *
 * <p>A {@code Duration} may be too long for a {@code long} of nanoseconds: that means to wait for
 * ever. It is never negative.
 */
public interface RayRuntime extends AutoCloseable {

  /**
   * Stores a copy of a value.
   *
   * @param <T> the type of the value
   * @param value the value; later changes to it are not seen
   * @return a ref to the copy
   */
  <T> ObjectRef<T> put(@Nullable T value);

  /**
   * Submits a task and returns at once. Arguments are copied before the return.
   *
   * @param <R> the type of the result
   * @param function a {@code Function0} to {@code Function6} or a {@code Procedure0} to {@code
   *     Procedure6}: a serializable lambda or method reference
   * @param options what overrides the function's own defaults; null for nothing
   * @param arguments values, or refs to be resolved before the task runs; as many as the function
   *     has parameters; not kept
   * @return a ref to the result
   * @throws IllegalArgumentException if the function is no remote function
   */
  <R> ObjectRef<R> submit(
      Serializable function, @Nullable TaskOptions options, @Nullable Object[] arguments);

  /**
   * Waits for one object. The same as {@link #get(List, Duration)}, without the lists.
   *
   * @param ref the object to wait for
   * @param timeout how long to wait at most, zero not to wait; null to wait for ever
   * @return the value
   * @throws io.ray4j.RayException if the task failed, the time is up or the thread was interrupted
   */
  @Nullable Object get(ObjectRef<?> ref, @Nullable Duration timeout);

  /**
   * Waits for several objects and fails at the first failure.
   *
   * @param refs the objects to wait for
   * @param timeout one deadline for all, zero not to wait; null to wait for ever
   * @return the values, in the order of the refs
   * @throws io.ray4j.RayException if a task failed, the time is up or the thread was interrupted
   */
  List<@Nullable Object> get(List<? extends ObjectRef<?>> refs, @Nullable Duration timeout);

  /**
   * Waits until enough of several objects are ready or the time is up. A failed task is ready.
   *
   * @param <R> the type of the refs
   * @param refs the objects to wait for; not empty
   * @param numReturns how many to wait for; from 1 to the number of refs
   * @param timeout how long to wait at most, zero not to wait
   * @return the ready ones and the others, each in the order of the refs; at most {@code
   *     numReturns} are reported as ready
   * @throws io.ray4j.RayInterruptedException if the thread was interrupted
   */
  <R extends ObjectRef<?>> WaitResult<R> wait(
      List<? extends R> refs, int numReturns, Duration timeout);

  /**
   * Refs to the elements of a list, without waiting for it.
   *
   * @param <T> the type of the elements
   * @param ref the list
   * @param count how many elements to name; not negative. A ref beyond the list's end fails
   * @return one ref for each element
   */
  <T> List<ObjectRef<T>> elements(ObjectRef<? extends List<T>> ref, int count);

  /**
   * What there is right now.
   *
   * @return a snapshot
   */
  RayState state();

  /**
   * Runs a task that was kept after it failed, in the caller's thread and with the same arguments.
   *
   * @param failedTask a file that {@code RayConfig.keepFailedTasks} made this runtime write
   * @return what the task returns this time, as it is
   * @throws io.ray4j.RayException if the task fails again, as {@code get} of its result would
   * @throws IllegalArgumentException if the file is no kept task, or not whole
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  @Nullable Object replay(Path failedTask);

  /**
   * Whether the calling thread runs a task: always so in a worker process, and so on the threads of
   * a runtime that runs tasks in the driver. There {@code Ray.init} and {@code Ray.shutdown} are
   * refused.
   *
   * @return true inside a task
   */
  boolean isWorker();

  /**
   * Ends the runtime and waits for its workers to be gone. Idempotent; a second caller waits too.
   */
  @Override
  void close();
}
