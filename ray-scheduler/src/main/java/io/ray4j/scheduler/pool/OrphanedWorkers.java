package io.ray4j.scheduler.pool;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that outlive their driver: one that was stopped by a signal cannot see that it is gone.
 * Stateless.
 */
public final class OrphanedWorkers {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedWorkers.class);

  private OrphanedWorkers() {}

  /**
   * Kills the workers of a session.
   *
   * <p>A process id is used again, and so no proof. A worker is told by its command line, which
   * names the session's file of arguments; the handle knows when its process began, and kills no
   * other.
   *
   * @param folder the session's, or another one with its name; the session must be dead
   */
  public static void kill(Path folder) {
    ProcessHandle.allProcesses()
        .filter(process -> isWorker(process, folder.getFileName()))
        .forEach(OrphanedWorkers::kill);
  }

  private static void kill(ProcessHandle process) {
    if (process.destroyForcibly()) {
      LOG.info("ended a worker that outlived its driver: pid={}", process.pid());
    }
  }

  private static boolean isWorker(ProcessHandle process, Path session) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    return arguments.length >= 2
        && arguments[0].startsWith("@")
        && Path.of(arguments[0].substring(1))
            .endsWith(session.resolve(WorkerLauncher.ARGUMENT_FILE));
  }
}
