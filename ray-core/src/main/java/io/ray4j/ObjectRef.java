package io.ray4j;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A ref to an object that exists or will exist: a value put, the result of a task, or a part of
 * one.
 *
 * <p>Small, immutable, threadsafe, and equal to another by {@link #id()}. It travels inside
 * arguments, results and what lambdas capture. The object goes when the last ref to it, in any
 * process, is garbage, or when it is {@linkplain #free() freed}.
 *
 * <p>Made by {@link Ray}; not to be implemented by programs.
 *
 * @param <T> the type of the object, which may be null; {@code Void} for the result of a {@code
 *     void} method
 */
public interface ObjectRef<T extends @Nullable Object> {

  /**
   * The id of the object.
   *
   * @return 20 bytes that no other object has
   */
  ObjectId id();

  /**
   * Waits for the object. A task that waits gives its slot to another one, so this cannot deadlock
   * the workers.
   *
   * @return the value; each call may return another copy
   * @throws RayTaskException if the task that makes the object threw
   * @throws RayInterruptedException if the thread was interrupted; its flag is restored and the
   *     task goes on
   * @throws RayException for the other failures; each has its own type
   * @throws IllegalStateException if Ray is not initialized
   */
  T get();

  /**
   * Waits for the object for a limited time; otherwise as {@link #get()}.
   *
   * @param timeout how long to wait at most; zero not to wait, never negative
   * @return the value
   * @throws RayTimeoutException if the time is up; the task goes on
   * @throws IllegalArgumentException if the timeout is negative
   */
  T get(Duration timeout);

  /**
   * Whether {@link #get()} would return or fail without waiting for a task.
   *
   * @return true once the task has ended, well or not
   */
  boolean isReady();

  /**
   * A ref to one component of a record. If the function has {@code numReturns} of more than one,
   * each component is an object of its own, which is fetched and passed on alone; otherwise this is
   * a projection of the record.
   *
   * @param <C> the type of the component
   * @param accessor a reference to the accessor of the record, for instance {@code Parts::low}
   * @return a ref to the component; it fails if the result turns out to be no record that has it
   * @throws IllegalArgumentException if the accessor is no reference to an accessor of a record
   */
  <C extends @Nullable Object> ObjectRef<C> component(Component<T, C> accessor);

  /**
   * A view of the same object that is not copied: {@code DoubleBuffer.class} for a {@code
   * double[]}, {@code ByteBuffer.class} for a {@code byte[]}, and so on. A view is read-only and
   * keeps its object pinned while it is reachable. It shows at most 2 GB less 4 KB: an array of
   * more bytes can be had as a copy only, and its view fails with {@link
   * RaySerializationException}.
   *
   * @param <V> the type of the view
   * @param view the class of the view
   * @return a ref to the view, for use in {@code get} or as an argument
   * @throws IllegalArgumentException if there are no views of that class
   */
  <V> ObjectRef<V> as(Class<V> view);

  /**
   * A future of the value. Its callbacks never run on a thread that reads results, so they may take
   * long. It keeps this ref, and thus the object; it fails with what {@link #get()} throws. To
   * cancel it {@linkplain #cancel() cancels the task}, and returns false if that has ended already;
   * if the task is cancelled otherwise, so is the future. Futures derived from it do not cancel it.
   * A task that waits for it, or for a stage made from it, gives its slot back meanwhile as in
   * {@code get}; in {@link CompletableFuture#allOf} it does not.
   *
   * @return a new future
   */
  CompletableFuture<T> toCompletableFuture();

  /**
   * Cancels the task that makes the object, and the tasks that it has submitted: what has not begun
   * never runs, what runs is interrupted, and after a grace of half a second its worker is
   * replaced. The object, and what depends on it, fail with {@link TaskCancelledException},
   * whatever the task does then. Cancelled tasks are never retried.
   *
   * @return true if the task is cancelled by this call; false if it had ended or was cancelled
   *     before, or the object was put
   * @throws IllegalStateException if Ray is not initialized
   */
  boolean cancel();

  /**
   * Drops the object now. Later calls of {@code get} throw {@link ObjectFreedException}; views of
   * it stay valid. Idempotent.
   */
  void free();
}
