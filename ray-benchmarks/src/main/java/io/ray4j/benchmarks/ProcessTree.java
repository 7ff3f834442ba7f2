package io.ray4j.benchmarks;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process and all that it has started, which is remembered so that it can be ended even after its
 * parent has gone. Used by one thread; {@code close} leaves none of them alive.
 */
final class ProcessTree implements AutoCloseable {
  private static final long LOOK_MS = 100;
  private static final long GRACE_SECONDS = 5;

  private final Process root;
  private final Set<ProcessHandle> seen = new HashSet<>();

  ProcessTree(Process root) {
    this.root = root;
  }

  /**
   * Waits for the root's end, and looks what it starts meanwhile.
   *
   * @return its exit code
   */
  int await(long timeoutSeconds) throws InterruptedException, TimeoutException {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    do {
      look();
      if (root.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
        return root.exitValue();
      }
    } while (System.nanoTime() < endNs);
    throw new TimeoutException("not ended after " + timeoutSeconds + " s");
  }

  /** Also looks below what was seen before: its parent may be gone. */
  private void look() {
    root.descendants().forEach(seen::add);
    for (ProcessHandle handle : Set.copyOf(seen)) {
      handle.descendants().forEach(seen::add);
    }
  }

  /** Asks all that still run to end, and makes those end that do not. */
  @Override
  public void close() {
    look();
    seen.add(root.toHandle());
    // parents first, so that they do not start a child again
    seen.forEach(ProcessHandle::destroy);
    for (ProcessHandle handle : seen) {
      try {
        handle.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        handle.destroyForcibly();
      } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
        handle.destroyForcibly();
      }
    }
  }
}
