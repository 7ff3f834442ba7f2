package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.PayloadWriter;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.SealListener;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a process can ask of its node: the same in the driver, where it is done at once, and in a
 * worker, where messages carry it. Thread-safe.
 */
public interface SchedulerClient extends ObjectBytes {
  /** Payloads up to this many bytes stay on the heap and travel inside control frames. */
  int INLINE_LIMIT_BYTES = 8 << 10;

  /** A new id of this process, for a task or a put. */
  TaskId nextId();

  /**
   * Submits a task, which runs once its inputs are sealed. Never waits. Its result counts as
   * referenced by this process once, until {@link #removeLocalReference}.
   */
  void submitTask(TaskSpec spec);

  /**
   * Copies a payload to where objects lie: into shared memory unless it is small. May wait for
   * space, whatever interrupts come.
   *
   * @throws io.ray4j.objectstore.StoreFullException if there is no room
   */
  ObjectValue store(PayloadWriter payload);

  /** Gives back what {@link #store} took, for a value that no object will have. */
  void discard(ObjectValue value);

  /**
   * Makes an object known, sealed. Like a task's result it counts as referenced by this process
   * once, until {@link #removeLocalReference}.
   */
  void putObject(ObjectId id, ObjectValue value);

  /** The object, if it is sealed and known here without asking anyone. */
  @Nullable SealedRef peek(RefTarget target);

  /**
   * Has the listener told once the object is sealed; by this very call if it is already known.
   *
   * @return takes the listener back, unless it has been told
   */
  Runnable whenSealed(RefTarget target, SealListener listener);

  /** This process has one more ref to an object; while it has any, the object stays. */
  void addLocalReference(ObjectId id);

  /** This process has one ref to an object less. */
  void removeLocalReference(ObjectId id);

  /**
   * Cancels the task that makes an object. May wait for the scheduler's answer, whatever interrupts
   * come.
   *
   * @return whether the object is or will be sealed as cancelled, and was not before this call
   */
  boolean cancel(ObjectId id);

  /** Drops an object now: later reads fail. */
  void free(ObjectId id);

  /**
   * Waits until listeners know of all that was sealed before. Needed before a look at the clock.
   */
  void sync() throws InterruptedException;

  /** Sends what waits to be sent: called before a thread waits. */
  void flush();

  /**
   * Reads what others say on the calling thread, until that has what it waits for, or nothing has
   * come for some microseconds: so it need not be woken. May return at once, and then with nothing.
   * Returns if the thread is interrupted.
   *
   * @param timeoutNs how long at most
   */
  void help(BooleanSupplier done, long timeoutNs);

  /** How many tasks of one slot this node runs at a time. */
  int slots();

  /**
   * A sealed object and the steps from it to the part that was asked for.
   *
   * @param value the object
   * @param path the steps; empty for the whole
   */
  record SealedRef(ObjectValue value, List<Selector> path) {}
}
