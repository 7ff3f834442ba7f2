package io.ray4j.scheduler.pool;

import org.jspecify.annotations.Nullable;

/**
 * Finds out how workers ended. Whatever keeps it from that, each end is reported: somebody waits
 * for it.
 *
 * <p>Thread-safe.
 */
final class ExitReports {
  private final WorkerLauncher launcher;
  private final OomKills oomKills;

  ExitReports(WorkerLauncher launcher, OomKills oomKills) {
    this.launcher = launcher;
    this.oomKills = oomKills;
  }

  /**
   * Reports a worker that is gone.
   *
   * @param reason why it never came up, if that was not its own doing; null otherwise
   */
  WorkerExit of(WorkerProcess worker, long pid, int exitCode, @Nullable String reason) {
    try {
      String fatalError = FatalErrorLog.head(launcher.fatalErrorLog(pid));
      return new WorkerExit(
          worker.number,
          pid,
          exitCode,
          exitCode == Signals.KILLED ? oomKills.seen() : "",
          fatalError,
          reason == null ? worker.output.lastLines(!fatalError.isEmpty()) : reason);
    } catch (RuntimeException | Error e) {
      PoolLog.LOG.warn("cannot find out how worker-{} ended", worker.number, e);
      String lastOutput = reason == null ? "(what it left cannot be read: " + e + ")" : reason;
      return new WorkerExit(worker.number, pid, exitCode, "", "", lastOutput);
    }
  }
}
