package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.task.TaskSpec;

/**
 * What workers tell the driver. Calls of one worker come one at a time, in the order sent; calls of
 * several workers may overlap. Nothing here may block.
 */
public interface SchedulerListener {
  /** How many requests for space or the state a worker may have that are not answered yet. */
  int MAX_SLOW_REQUESTS = 64;

  /** A task has ended with this result or failure. */
  void onTaskFinished(int worker, int slot, long lease, long durationNs, ObjectValue result);

  /** All that a worker had said was handed over: what follows from all of it can be done now. */
  void onBatchEnd();

  /** A task waits for objects and gives its slot back. */
  void onTaskBlocked(int worker, int slot, long lease);

  /** A task goes on. */
  void onTaskUnblocked(int worker, int slot, long lease);

  /** A task, or a thread that one started, submitted a task. */
  void onSubmitTask(int worker, TaskSpec spec);

  /** A task put an object. */
  void onPutObject(int worker, ObjectId id, ObjectValue value);

  /** The worker wants to be told once the object is sealed. */
  void onGetObject(int worker, int request, RefTarget target);

  /** The worker wants space. */
  void onLeaseSpace(int worker, int request, long length);

  /** The worker gives back space that it will not use. */
  void onReturnSpace(int worker, Extent extent);

  /** The worker has its first ref to an object that it did not make. */
  void onAddReference(int worker, ObjectId id);

  /** The worker has no ref to an object any more. */
  void onRemoveReference(int worker, ObjectId id);

  /** A task drops an object. */
  void onFreeObject(int worker, ObjectId id);

  /** The worker wants to read a sealed object, and to be told where it lies. */
  void onPinObject(int worker, int request, ObjectId id);

  /** The worker keeps a view of an input of a task that it runs. */
  void onPinInput(int worker, ObjectId id);

  /** The worker has read an object, or nobody has its view any more. */
  void onUnpinObject(int worker, ObjectId id);

  /** The worker wants to know that all its earlier messages were read. */
  void onSync(int worker, int request);

  /** A task cancels the one that makes an object, and wants to know whether it did. */
  void onCancelTask(int worker, int request, ObjectId result);

  /** What the worker's threads were doing when it was asked to interrupt that task. */
  void onThreadDump(int worker, int slot, long lease, String dump);

  /** The worker wants to know what the session consists of. */
  void onGetState(int worker, int request);
}
