package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectValue;

/** Learns of tasks that have failed for good. */
interface FailureListener {
  /**
   * A task has failed, or failed with one of its inputs. Called before anyone else learns of it,
   * while the task's inputs are held for it, and without the scheduler's lock. Must not block, and
   * throws nothing.
   */
  void onTaskFailed(TaskEntry task, ObjectValue.Failed failure);
}
