package io.ray4j;

import io.ray4j.spi.RayRuntimeProvider;
import java.io.IOException;

/**
 * A command that shows what the object store of a session held whose driver was killed:
 *
 * <pre>{@code java -cp … io.ray4j.State [session]}</pre>
 *
 * <p>The session is named by its name, {@code ray4j-4711-1f2e3d4c}, or by its folder; without one,
 * the sessions are listed that left something. Each line shows an object: its id, state, size in
 * bytes, where it lies, and the task that made it. Small objects are not in the table, nor is what
 * was stored less than a second before the end. It may be run on a live session too. While the
 * program runs, {@link Ray#state()} tells more.
 */
public final class State {
  private State() {}

  /**
   * Runs the command; ends with exit code 2 if there is no such session.
   *
   * @param args the session, or nothing
   * @throws IOException if its table cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    RayRuntimeProvider sessions = RuntimeProviders.forAddress("local");
    if (args.length == 0) {
      sessions.listSessions(System.out::println);
    } else if (!sessions.describeSession(args[0], System.out::println)) {
      System.err.println("No object table of the session " + args[0] + ".");
      System.exit(2);
    }
  }
}
