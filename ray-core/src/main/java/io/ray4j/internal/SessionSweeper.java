package io.ray4j.internal;

import io.ray4j.scheduler.pool.OrphanedWorkers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Frees what sessions of this user left behind whose driver was killed: their shared memory,
 * spilled objects and sockets, and ends workers that hang. The object tables and logs of the last
 * five stay, to be looked at with {@link io.ray4j.State}.
 *
 * <p>Touches no live session, and none of this process. Each folder is swept by one process only.
 */
final class SessionSweeper {
  private static final int KEPT_SESSIONS = 5;

  private SessionSweeper() {}

  /**
   * Sweeps.
   *
   * @param own a folder of this user
   * @param bases where session folders lie
   * @param sharedBase where their shared memory lies
   */
  static void sweep(Path own, List<Path> bases, Path sharedBase) {
    UserPrincipal user;
    try {
      user = Files.getOwner(own);
    } catch (IOException e) {
      SessionLog.LOG.debug("the session ended before it could sweep", e);
      return;
    }
    for (Path folder : sessionFolders(sharedBase, user)) {
      inLock(
          folder,
          () -> {
            OrphanedWorkers.kill(folder);
            SessionFolder.deleteTree(folder);
          });
    }
    for (Path base : bases) {
      List<Path> dead = new ArrayList<>();
      for (Path folder : sessionFolders(base, user)) {
        inLock(
            folder,
            () -> {
              endSession(folder);
              dead.add(folder);
            });
      }
      dead.sort(Comparator.comparing(SessionSweeper::lastModified).reversed());
      dead.stream()
          .skip(KEPT_SESSIONS)
          .forEach(folder -> inLock(folder, () -> SessionFolder.deleteTree(folder)));
    }
  }

  /** The folders of this user's sessions, but those of this process. */
  private static List<Path> sessionFolders(Path base, UserPrincipal user) {
    List<Path> folders = new ArrayList<>();
    String own = SessionFolder.PREFIX + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(base, SessionFolder.PREFIX + "[0-9]*-*")) {
      for (Path folder : all) {
        if (!folder.getFileName().toString().startsWith(own)
            && Files.isDirectory(folder)
            && Files.getOwner(folder).equals(user)) {
          folders.add(folder);
        }
      }
    } catch (IOException | RuntimeException e) {
      SessionLog.LOG.debug(
          "cannot look for dead sessions in {}", base, e); // somebody else deletes, too
    }
    return folders;
  }

  private static void inLock(Path folder, Runnable action) {
    try (SessionLock lock = SessionLock.takeOver(folder)) {
      if (lock != null) {
        action.run();
      }
    } catch (NoSuchFileException e) {
      SessionLog.LOG.debug("swept by another process: {}", folder);
    } catch (IOException e) {
      SessionLog.LOG.warn("cannot sweep the dead session {}: {}", folder, e.toString());
    }
  }

  /** Ends its workers, and deletes all but the object table, the logs and the lock. */
  private static void endSession(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> rest =
          files
              .filter(file -> !SessionFolder.isEvidence(file) && !SessionLock.isLockFile(file))
              .toList();
      if (!rest.isEmpty()) { // or else it was done before
        OrphanedWorkers.kill(folder);
      }
      rest.forEach(SessionFolder::deleteTree);
    } catch (IOException e) {
      SessionLog.LOG.warn("cannot sweep the dead session {}: {}", folder, e.toString());
    }
  }

  private static FileTime lastModified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
