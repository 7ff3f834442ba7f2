package io.ray4j.scheduler.pool;

import io.ray4j.scheduler.transport.WorkerPort;

/** Learns which workers there are. Calls of one worker come in this order; nothing may block. */
public interface PoolListener {
  /** A worker can be given tasks. */
  void onWorkerReady(int worker, long pid, WorkerPort port);

  /** A large worker can be given tasks; it will not be replaced. */
  default void onLargeWorkerReady(int worker, long pid, WorkerPort port) {
    onWorkerReady(worker, pid, port);
  }

  /** A worker that was ready has died; nothing more comes from it. */
  void onWorkerDied(WorkerExit exit);

  /**
   * Workers die before they are ready, again and again: there will be no more than those that are
   * ready now. Holds until the next call of any of these methods.
   */
  void onNoWorkers(String reason);

  /**
   * A large worker that was asked for has died before it was ready: there is none unless it is
   * asked for again.
   */
  default void onLargeWorkerFailed(String reason) {}
}
