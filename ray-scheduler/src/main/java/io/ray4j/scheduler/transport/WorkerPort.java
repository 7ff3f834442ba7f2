package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.TaskInvocation;
import java.util.List;

/**
 * What the driver asks of a worker, wherever that runs. Thread-safe; nothing here blocks. A call on
 * a worker that is gone does nothing: its end is reported once, elsewhere.
 */
public interface WorkerPort {
  /** Hands over a task, to be run after those handed over before. */
  void runTask(TaskInvocation task);

  /** A task that was handed over will not answer: it was taken back. */
  void taskRecalled();

  /** Sends what waits to be sent. */
  void flush();

  /** Answers a request for an object. */
  void objectSealed(int request, ObjectValue value, List<Selector> path);

  /** Answers a request for space. */
  void spaceLeased(int request, Extent extent);

  /** Refuses a request for space. */
  void spaceRefused(int request, String reason);

  /** Answers a request to pin an object: its bytes lie there until it is unpinned. */
  void objectPinned(int request, Extent extent);

  /** Refuses a request to pin an object. */
  void pinFailed(int request, ObjectValue.Failed failure);

  /**
   * Asks for a garbage collection, so that what nobody uses any more is let go.
   *
   * @param urgent whether it must not be left out because it would take too much of the time
   */
  void collectGarbage(boolean urgent);

  /** Answers a request to confirm that all earlier ones were read. */
  void syncDone(int request);

  /** Answers a request for the session's state, encoded; empty if the session is over. */
  void state(int request, byte[] state);

  /**
   * Has the thread of a task interrupted, if it runs that task still.
   *
   * @param dump whether the worker is to say first what its threads are doing
   */
  void interruptTask(int slot, long lease, boolean dump);

  /** Answers a request to cancel a task. */
  void cancelDone(int request, boolean cancelled);

  /** The words that say who may run what. */
  ClaimTable claims();
}
