package io.ray4j.cluster.testing;

import java.util.List;

/**
 * One node of the test cluster: a store, a raylet, and the workers that the raylet starts.
 *
 * <p>Threadsafe. Ended by the cluster, or by {@link #kill}.
 */
public final class TestNode {
  private final String name;
  private final String ip;
  private final RayServer store;
  private final RayServer raylet;

  TestNode(String name, String ip, RayServer store, RayServer raylet) {
    this.name = name;
    this.ip = ip;
    this.store = store;
    this.raylet = raylet;
  }

  /** Its name, which is also that of a custom resource that it alone has. */
  public String name() {
    return name;
  }

  /** Its address on loopback. */
  public String ip() {
    return ip;
  }

  /** Whether a process is one of its workers, and alive. */
  public boolean hasWorker(long pid) {
    return raylet.children().anyMatch(worker -> worker.pid() == pid && worker.isAlive());
  }

  /**
   * Ends all of it as {@code kill -9} does, the raylet first: as if the machine lost its power. The
   * workers of Ray 1.0.1 would outlive their raylet, and finish.
   */
  public void kill() {
    raylet.kill();
    List<ProcessHandle> workers = raylet.children().toList();
    workers.forEach(ProcessHandle::destroyForcibly);
    store.kill();
    workers.forEach(worker -> worker.onExit().join());
  }
}
