package io.ray4j.scheduler;

/** What the scheduler asks of the pool. Thread-safe; nothing here blocks. */
public interface WorkerControl {
  /** Adds a worker; false if there can be no more. */
  boolean grow();

  /** Whether workers can be ended and replaced. */
  boolean canReplace();

  /** Adds one with a larger heap, which is not replaced when it ends; false if there is none. */
  boolean growLarge();

  /** Ends a worker that hosts no task, and forks another in its place, unless it is a large one. */
  void replace(int worker);

  /**
   * Ends a worker at once, whatever it does; its death is reported like any other. False if that
   * cannot be.
   */
  boolean kill(int worker);
}
