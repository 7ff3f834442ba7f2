package io.ray4j.cluster;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A driver that exits while its threads wait, submit and put. */
final class ExitingDriver {
  private static final int THREADS = 4;

  private ExitingDriver() {}

  /** Takes the address, and where a task notes that it has begun. */
  public static void main(String[] args) throws Exception {
    Ray.init(RayConfig.builder().address(args[0]).build());
    Path notes = Path.of(args[1]);
    ObjectRef<Integer> never =
        Ray.remote(NodeTasks::squareBehindAGate, notes.toString(), notes + ".gate", 3);
    for (int number = 0; number < THREADS; number++) {
      new Thread(never::get, "waits").start();
      new Thread(ExitingDriver::work, "works").start();
    }
    while (NodeTasks.begun(notes).isEmpty()) {
      LockSupport.parkNanos(1_000_000);
    }
    System.exit(3);
  }

  private static void work() {
    while (true) {
      int unused = Ray.remote(NodeTasks::add, Ray.put(1), 2).get();
    }
  }
}
