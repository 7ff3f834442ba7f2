package io.ray4j.scheduler;

/** What the scheduler asks of the pool. Thread-safe; nothing here blocks. */
public interface WorkerControl {
  /** Adds a worker; false if there can be no more. */
  boolean grow();

  /**
   * Ends a worker at once, whatever it does; its death is reported like any other. False if that
   * cannot be.
   */
  boolean kill(int worker);
}
