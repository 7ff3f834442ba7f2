package io.ray4j;

import io.ray4j.spi.RuntimeBinding;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The facade: opens a session, puts and gets objects, waits for them, and submits tasks through the
 * {@code remote} methods that it inherits.
 *
 * <pre>{@code
 * public class Sum {
 *   @Remote
 *   static int add(int a, int b) {
 *     return a + b;
 *   }
 *
 *   public static void main(String[] args) {
 *     Ray.init();
 *     ObjectRef<Integer> three = Ray.remote(Sum::add, 1, 2);
 *     ObjectRef<Integer> seven = Ray.remote(Sum::add, three, 4);
 *     System.out.println(Ray.get(seven));
 *     Ray.shutdown();
 *   }
 * }
 * }</pre>
 *
 * <p>A generic method needs a type witness ({@code Ray.<String, String>remote(F::identity, ref)});
 * a parameter of type {@code Object} that is given a ref, an overloaded method and a {@code null}
 * literal need a cast, as in {@code java.util.concurrent}.
 *
 * <p>Where a call does not compile, javac lists every overload; the message for the same call
 * through a handle, {@code Ray.function(Sum::add).remote(1, "2")}, is short.
 *
 * <p>Threadsafe. All of it works inside a task too, {@code init} and {@code shutdown} excepted.
 * Every method but {@code init}, {@code shutdown}, {@code isInitialized} and {@code replay} throws
 * {@code IllegalStateException} if no session is open, and every method throws {@code
 * NullPointerException} where an argument is null that must not be.
 */
public final class Ray extends RemoteCalls {
  private Ray() {}

  /**
   * Opens a session with the defaults, overridden by the system properties {@code ray4j.*} and by
   * the environment variable {@code RAY_ADDRESS}; see {@link RayConfig}. Does not wait for the
   * workers to be up.
   *
   * @return the session; it may be ignored, as {@link #shutdown()} ends it too
   * @throws IllegalStateException if a session is open, or inside a task
   * @throws IllegalArgumentException if a property has no valid value, or nothing serves the
   *     address
   */
  public static RaySession init() {
    return init(RayConfig.fromEnvironment());
  }

  /**
   * Opens a session. Does not wait for the workers to be up.
   *
   * @param config how; system properties and the environment are not looked at
   * @return the session; it may be ignored, as {@link #shutdown()} ends it too
   * @throws IllegalStateException if a session is open, or inside a task
   * @throws IllegalArgumentException if the configuration cannot be served
   */
  public static RaySession init(RayConfig config) {
    return Lifecycle.open(config);
  }

  /**
   * Whether a session is open.
   *
   * @return true from {@code init} to {@code shutdown}, and inside a task
   */
  public static boolean isInitialized() {
    return RuntimeBinding.current() != null;
  }

  /**
   * Ends the session and waits for its workers to be gone. Does nothing if none is open.
   *
   * @throws IllegalStateException inside a task
   */
  public static void shutdown() {
    Lifecycle.close(null);
  }

  /**
   * Stores a copy of a value, to pass it to several tasks.
   *
   * @param <T> the type of the value
   * @param value the value; later changes to it are not seen
   * @return a ref to the copy
   * @throws RaySerializationException if the value cannot travel
   * @throws ObjectStoreFullException if there is no room for it
   */
  public static <T extends @Nullable Object> ObjectRef<T> put(@Nullable T value) {
    return RuntimeAccess.runtime().put(value);
  }

  /**
   * Waits for an object.
   *
   * @param <T> the type of the object
   * @param ref a ref to it
   * @return the value; each call may return another copy
   * @throws RayTaskException if the task that makes the object threw
   * @throws RayInterruptedException if the thread was interrupted; its flag is restored and the
   *     task goes on
   * @throws RayException for the other failures; each has its own type
   */
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // a ref of T is one to a T; T says if null is possible
  public static <T extends @Nullable Object> T get(ObjectRef<T> ref) {
    Objects.requireNonNull(ref, "ref must not be null");
    return (T) RuntimeAccess.runtime().get(ref, null);
  }

  /**
   * Waits for an object for a limited time; otherwise as {@link #get(ObjectRef)}.
   *
   * @param <T> the type of the object
   * @param ref a ref to it
   * @param timeout how long to wait at most; zero not to wait, never negative
   * @return the value
   * @throws RayTimeoutException if the time is up; the task goes on
   * @throws IllegalArgumentException if the timeout is negative
   */
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // a ref of T is one to a T; T says if null is possible
  public static <T extends @Nullable Object> T get(ObjectRef<T> ref, Duration timeout) {
    Objects.requireNonNull(ref, "ref must not be null");
    Checks.notNegative(timeout, "timeout");
    return (T) RuntimeAccess.runtime().get(ref, timeout);
  }

  /**
   * Waits for several objects. Fails at the first failure, without waiting for the rest.
   *
   * @param <T> a type that all of them have
   * @param refs refs to them; the same one may be there twice
   * @return the values, in the order of the refs, unmodifiable
   * @throws RayException as {@link #get(ObjectRef)} does
   */
  public static <T extends @Nullable Object> List<T> get(
      Collection<? extends ObjectRef<? extends T>> refs) {
    Checks.noNulls(refs, "refs");
    return castAll(RuntimeAccess.runtime().get(List.<ObjectRef<?>>copyOf(refs), null));
  }

  /**
   * Waits for several objects for a limited time; otherwise as {@link #get(Collection)}.
   *
   * @param <T> a type that all of them have
   * @param refs refs to them; the same one may be there twice
   * @param timeout one deadline for all; zero not to wait, never negative
   * @return the values, in the order of the refs, unmodifiable
   * @throws RayTimeoutException if the time is up; the tasks go on
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static <T extends @Nullable Object> List<T> get(
      Collection<? extends ObjectRef<? extends T>> refs, Duration timeout) {
    Checks.noNulls(refs, "refs");
    Checks.notNegative(timeout, "timeout");
    return castAll(RuntimeAccess.runtime().get(List.<ObjectRef<?>>copyOf(refs), timeout));
  }

  /**
   * Waits until enough of several objects are ready or the time is up. A task that failed is ready.
   *
   * @param <R> the type of the refs
   * @param refs refs to the objects; may be empty, then the result is empty too, as in Ray
   * @param numReturns how many to wait for; from 1 to the number of refs
   * @param timeout how long to wait at most; zero not to wait, never negative
   * @return the ready ones, at most {@code numReturns} and fewer if the time is up, and the others;
   *     each in the order of the refs
   * @throws RayInterruptedException if the thread was interrupted; its flag is restored
   * @throws IllegalArgumentException if {@code numReturns} is out of range or the timeout is
   *     negative
   */
  public static <R extends ObjectRef<?>> WaitResult<R> wait(
      Collection<? extends R> refs, int numReturns, Duration timeout) {
    Checks.noNulls(refs, "refs");
    Checks.notNegative(timeout, "timeout");
    List<R> list = List.copyOf(refs);
    if (list.isEmpty()) {
      RuntimeAccess.runtime(); // refuses the call if there is none
      return new WaitResult<>(list, list);
    }
    if (numReturns < 1 || numReturns > list.size()) {
      throw new IllegalArgumentException(
          "numReturns must be from 1 to the number of refs: numReturns="
              + numReturns
              + ", refs.size()="
              + list.size()
              + ". Use refs.size() to wait for all of them.");
    }
    return RuntimeAccess.runtime().wait(list, numReturns, timeout);
  }

  /**
   * Refs to the elements of a list that a task returns, without waiting for it. With {@code
   * numReturns} of {@code count} each element is an object of its own; otherwise these are
   * projections of the list.
   *
   * @param <T> the type of the elements
   * @param ref a ref to the list
   * @param count how many elements to name. With {@code numReturns} of {@code count} a list of
   *     another length fails each of the refs; as a projection only a ref beyond its end fails
   * @return one ref for each element, in order
   * @throws IllegalArgumentException if the count is negative
   */
  public static <T extends @Nullable Object> List<ObjectRef<T>> elements(
      ObjectRef<? extends List<T>> ref, int count) {
    Objects.requireNonNull(ref, "ref must not be null");
    Checks.notNegative(count, "count", "Give the length of the list.");
    return RuntimeAccess.runtime().elements(ref, count);
  }

  /**
   * What the session consists of right now: workers, tasks, objects.
   *
   * @return a snapshot
   */
  public static RayState state() {
    return RuntimeAccess.runtime().state();
  }

  /**
   * Runs a task that was kept after it failed, in the caller's thread and with the same arguments:
   * set a breakpoint and call this. The function is the one on the class path now.
   *
   * <p>A session need not be open, unless the function calls {@code Ray} or its arguments contain
   * refs. The objects behind such refs were kept too, as far as they were there when the task
   * failed, and so were those behind refs inside them; they are found under their old ids, in any
   * session on this machine. Inside a task in a worker a task with such arguments is refused.
   *
   * <p>Run only files that you trust: what is read from one may run code, as with Java's own
   * serialization.
   *
   * @param failedTask a file in the folder that {@link RayConfig.Builder#keepFailedTasks} named
   * @return what the function returns this time, as it is and not a copy; null for a {@code void}
   *     method
   * @throws RayTaskException if the function throws again; the cause is what it threw
   * @throws RayException if it cannot be run, of the same types that {@link #get} throws
   * @throws IllegalArgumentException if the file is no kept task, was damaged or cut off, or was
   *     made by another version of this library
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalStateException if no session is open and the arguments contain refs
   */
  public static @Nullable Object replay(Path failedTask) {
    Objects.requireNonNull(failedTask, "failedTask must not be null");
    return RuntimeAccess.replay(failedTask);
  }

  /** The refs are refs of T, so the values are of T. */
  @SuppressWarnings("unchecked")
  private static <T extends @Nullable Object> List<T> castAll(List<@Nullable Object> values) {
    return (List<T>) Collections.unmodifiableList(values);
  }
}
