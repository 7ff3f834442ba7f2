package io.ray4j.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An object of the cluster as one process knows it: Ray's ref, and in the process that submitted
 * the task how to make it again.
 *
 * <p>Thread-safe. A failure for which the task may run again is seen by whoever reads the object,
 * in {@link #settle}, which then begins it anew: Ray has a new ref for it, the object keeps its id.
 */
final class ClusterObject {
  /** Runs that were lost through others, as on one machine. */
  private static final int MAX_SPARED = 3;

  private static final long FIRST_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MAX_DOUBLINGS = 7; // 12.8 s, as on one machine

  private final ObjectId id;
  private final int parts;
  private final boolean plain;

  private volatile ObjectRef<Object> ref;

  /** When it is to begin again, in {@code nanoTime}; null unless it is to. */
  private volatile @Nullable Long dueNs;

  /** Small values and failures. */
  private volatile @Nullable ObjectValue value;

  /** A large one is fetched again if the heap has no room for it. */
  private volatile SoftReference<ObjectValue> large = new SoftReference<>(null);

  /** Null once the object is settled, and in processes that did not submit it. */
  @GuardedBy("this")
  private @Nullable Production production;

  /** Whether who settles it may know of another run than the ref's, which may not have ended. */
  @GuardedBy("this")
  private boolean unsure;

  @GuardedBy("this")
  private int charged;

  @GuardedBy("this")
  private int spared;

  private ClusterObject(
      ObjectId id,
      ObjectRef<Object> ref,
      @Nullable Production production,
      int parts,
      boolean plain) {
    this.id = id;
    this.ref = ref;
    this.production = production;
    this.parts = parts;
    this.plain = plain;
  }

  /** A result of a task that this process submits. */
  static ClusterObject produced(ObjectId id, Production production) {
    return new ClusterObject(
        id, production.begin(), production, production.policy().parts(), false);
  }

  /**
   * A value that this process has put.
   *
   * @param plain whether Ray has it as an array of bytes
   */
  static ClusterObject put(ObjectId id, ObjectRef<Object> ref, boolean plain) {
    return new ClusterObject(id, ref, null, 0, plain);
  }

  /** An object that this process was given a ref to. */
  static ClusterObject borrowed(ObjectId id, ObjectRef<Object> ref) {
    return new ClusterObject(id, ref, null, 0, false);
  }

  /** All that we have Ray store is an object. */
  @SuppressWarnings("unchecked")
  static ObjectRef<Object> cast(ObjectRef<?> ref) {
    return (ObjectRef<Object>) ref;
  }

  ObjectId id() {
    return id;
  }

  /** Ray's ref of the latest run. */
  ObjectRef<Object> ref() {
    return ref;
  }

  /** How many parts are to be objects of their own; 0 if it is one object. */
  int parts() {
    return parts;
  }

  boolean isPlain() {
    return plain;
  }

  /** How long until it is to begin again, 0 or less if it should have; null unless it is to. */
  @Nullable Long delayNs() {
    Long due = dueNs;
    return due == null ? null : due - System.nanoTime();
  }

  /** The value if it is at hand. */
  @Nullable ObjectValue known() {
    ObjectValue small = value;
    return small != null ? small : large.get();
  }

  /**
   * Reads what Ray has, once that is there, and begins the task again if it failed so that it may.
   *
   * @return the value or the final failure; null if the task has begun again, or is to
   */
  synchronized @Nullable ObjectValue settle(ObjectDirectory directory) {
    ObjectValue known = known();
    if (known != null) {
      return known;
    }
    try {
      Long delay = delayNs();
      if (delay != null) {
        return delay > 0 ? null : beginAgain(directory);
      }
      // a read waits for the whole run, whatever becomes of the reader; this for 1 ms
      boolean runs = unsure && Ray.wait(List.of(ref), 1, 1).getReady().isEmpty();
      return runs ? null : read(directory);
    } catch (RuntimeException | Error e) { // the thread may read for others too
      return failed(Kind.OBJECT_LOST, RayFailures.unreadable(id, e), directory);
    }
  }

  /** As an input that a worker has found to have failed, with whatever ref it had been given. */
  private synchronized @Nullable ObjectValue settleAsInput(ObjectDirectory directory) {
    unsure = true;
    return settle(directory);
  }

  @GuardedBy("this")
  private @Nullable ObjectValue read(ObjectDirectory directory) {
    Object stored = ValueForm.fetch(ref);
    if (stored instanceof Throwable thrown) { // a version of Ray may return it
      return onRayFailure(thrown, directory);
    }
    if (stored instanceof Envelope envelope && envelope.kind == Envelope.Kind.INPUTS_FAILED) {
      return onInputsFailed(WireFields.toIds(envelope.data), directory);
    }
    ObjectValue read = ValueForm.fromStored(stored);
    Production made = production;
    if (made != null
        && read instanceof ObjectValue.Failed failed
        && TaskFailure.fromBytes(failed.failure()).retry()
        && charged < made.policy().maxRetries()) {
      dueNs = System.nanoTime() + (FIRST_DELAY_NS << Math.min(charged, MAX_DOUBLINGS));
      charged++;
      return null;
    }
    if (stored instanceof Envelope envelope) {
      List<ObjectId> contained = directory.borrow(envelope);
      directory.keep(this, contained);
      contained.forEach(directory::letGo);
    } else if (made != null) {
      directory.keep(this, List.of());
    }
    return settled(read);
  }

  @GuardedBy("this")
  private ObjectValue settled(ObjectValue read) {
    production = null;
    if (read instanceof ObjectValue.Inline inline
        && inline.payload().length > SchedulerClient.INLINE_LIMIT_BYTES) {
      large = new SoftReference<>(read);
    } else {
      value = read;
    }
    return read;
  }

  @GuardedBy("this")
  private ObjectValue failed(Kind kind, String message, ObjectDirectory directory) {
    Production made = production;
    directory.keep(this, List.of());
    return settled(
        RayFailures.value(
            kind, made == null ? "" : made.name(), made == null ? "" : made.task(), message));
  }

  @GuardedBy("this")
  private @Nullable ObjectValue beginAgain(ObjectDirectory directory) {
    dueNs = null;
    Production made = Objects.requireNonNull(production);
    try {
      for (ObjectId input : made.inputs()) {
        ClusterObject object = directory.find(input);
        if (object != null) {
          object.beginIfDue(directory);
        }
      }
      ref = made.begin();
      unsure = true;
      return null;
    } catch (RuntimeException e) { // whoever waits must not wait for ever
      return failed(Kind.OBJECT_LOST, RayFailures.notBegun(id, e), directory);
    }
  }

  private synchronized void beginIfDue(ObjectDirectory directory) {
    Long delay = delayNs();
    if (delay != null && delay <= 0 && production != null) {
      ObjectValue unused = beginAgain(directory);
    }
  }

  @GuardedBy("this")
  private @Nullable ObjectValue onRayFailure(Throwable thrown, ObjectDirectory directory) {
    Production made = production;
    if (made == null) {
      return failed(RayFailures.kindOf(thrown), RayFailures.lost(id, thrown), directory);
    }
    return switch (RayFailures.originOf(thrown)) {
      case WORKER -> {
        int maxRetries = made.policy().maxRetries();
        if (charged++ < maxRetries) {
          yield beginAgain(directory);
        }
        yield failed(
            Kind.WORKER_CRASHED, RayFailures.crashed(made, charged, maxRetries, thrown), directory);
      }
      case INPUT -> onInputsFailed(made.inputs(), directory);
      case CALL -> failed(Kind.BAD_CALL, RayFailures.notRun(made, thrown), directory);
    };
  }

  /** Settles the inputs, whose tasks may begin again, and with them this one. */
  @GuardedBy("this")
  private @Nullable ObjectValue onInputsFailed(List<ObjectId> inputs, ObjectDirectory directory) {
    Production made = production;
    if (made == null) {
      return failed(Kind.OBJECT_LOST, RayFailures.inputsLost(id), directory);
    }
    Long latest = null;
    boolean begun = false;
    for (ObjectId input : inputs) {
      ClusterObject object = directory.find(input);
      ObjectValue settled = object == null ? null : object.settleAsInput(directory);
      if (settled instanceof ObjectValue.Failed failed) {
        directory.keep(this, failed.references());
        publish(failed, directory);
        return settled(failed);
      }
      begun |= object != null && settled == null;
      Long due = object == null ? null : object.dueNs;
      latest = due == null || (latest != null && latest - due > 0) ? latest : due;
    }
    if (latest != null) {
      dueNs = latest; // not before its inputs, which then have begun
      return null;
    }
    if (begun || spared++ < MAX_SPARED) { // an input's runs are counted there
      return beginAgain(directory);
    }
    return failed(Kind.OBJECT_LOST, RayFailures.inputsLost(id), directory);
  }

  /** Has Ray's ref lead to the failure, for processes that are given it from now on. */
  private void publish(ObjectValue.Failed failed, ObjectDirectory directory) {
    try {
      ref = Ray.put(ValueForm.toStored(RayFailures.asFinal(failed), directory));
    } catch (RuntimeException e) {
      // they take the object for lost then, which it is
    }
  }
}
