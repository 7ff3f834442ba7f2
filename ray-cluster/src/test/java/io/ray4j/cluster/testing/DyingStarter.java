package io.ray4j.cluster.testing;

import java.util.concurrent.CountDownLatch;

/** Starts a cluster, prints the folder of its sockets and its pids, and waits to be killed. */
public final class DyingStarter {
  private DyingStarter() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    TestCluster cluster = TestCluster.start("dying");
    System.out.println(cluster.folder());
    cluster.processes().forEach(process -> System.out.println(process.pid()));
    System.out.println("up");
    new CountDownLatch(1).await();
    cluster.close();
  }
}
