package io.ray4j.benchmarks;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
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
  private final Set<ProcessHandle> seen = new LinkedHashSet<>();

  ProcessTree(Process root) {
    this.root = root;
    seen.add(root.toHandle());
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

  /** Notes what the root has started; looks below all that was seen, since parents may be gone. */
  private void look() {
    for (ProcessHandle handle : Set.copyOf(seen)) {
      handle.descendants().forEach(seen::add);
    }
  }

  /** Asks all that still run to end, parents first, and makes those end that do not. */
  @Override
  public void close() {
    look();
    seen.forEach(ProcessHandle::destroy);
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    for (ProcessHandle handle : seen) {
      try {
        handle.onExit().get(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        handle.destroyForcibly();
      } catch (ExecutionException | TimeoutException e) {
        handle.destroyForcibly();
      }
    }
  }
}
