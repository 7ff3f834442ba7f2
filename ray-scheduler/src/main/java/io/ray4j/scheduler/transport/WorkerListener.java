package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.TaskInvocation;
import java.util.List;

/** What the driver tells a worker, on the worker's loop thread. Nothing here may block. */
public interface WorkerListener {
  /** Run a task, after those that came before. */
  void onRunTask(TaskInvocation task);

  /** An object that was asked for is sealed. */
  void onObjectSealed(int request, ObjectValue value, List<Selector> path);

  /** Space that was asked for. */
  void onSpaceLeased(int request, Extent extent);

  /** Space that was asked for is not to be had. */
  void onSpaceRefused(int request, String reason);

  /** An object that was asked for is pinned. */
  void onObjectPinned(int request, Extent extent);

  /** An object that was asked for cannot be pinned. */
  void onPinFailed(int request, ObjectValue.Failed failure);

  /** Refs and views that nobody uses hold space that is needed. */
  void onCollectGarbage(boolean urgent);

  /** All messages sent before the request were read. */
  void onSyncDone(int request);

  /** The session's state, encoded; empty if the session is over. */
  void onState(int request, byte[] state);

  /** The session ends, or the driver is gone: nothing that this worker does matters any more. */
  void onShutdown();

  /** A task is to end: its thread is interrupted. */
  void onInterruptTask(int slot, long lease, boolean dump);

  /** Answers a request to cancel a task. */
  void onCancelDone(int request, boolean cancelled);
}
