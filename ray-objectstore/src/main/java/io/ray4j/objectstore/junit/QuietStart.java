package io.ray4j.objectstore.junit;

/**
 * Loads a class of Chronicle's while a frame of this class is on the stack.
 *
 * <p>Chronicle logs a line at INFO when it starts, unless it finds {@code .junit} in the name of a
 * class on any thread's stack. It has no setting for it, and to change the user's logging is worse.
 */
public final class QuietStart {
  private QuietStart() {}

  /** Runs {@code start} below this frame. */
  public static void run(Runnable start) {
    start.run();
  }
}
