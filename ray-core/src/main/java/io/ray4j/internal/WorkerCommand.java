package io.ray4j.internal;

import io.ray4j.RayConfig;
import io.ray4j.scheduler.pool.ClassArchive;
import io.ray4j.scheduler.pool.WorkerLauncher;
import io.ray4j.scheduler.transport.Transport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of a session are started. Immutable.
 *
 * @param java the {@code java} binary, the driver's own
 * @param classPath what a worker needs to see the classes that the driver sees
 * @param ownOptions options of every worker
 * @param archive the archive of a worker's classes, there or not; null if there can be none
 */
record WorkerCommand(
    Path java,
    EffectiveClassPath classPath,
    List<String> ownOptions,
    @Nullable ClassArchive archive) {
  static WorkerCommand of(RayConfig config, Transport transport) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    EffectiveClassPath classPath = EffectiveClassPath.of(config);
    List<String> options = new ArrayList<>();
    options.add("-XX:+UseSerialGC"); // no threads of its own per worker
    options.add("-XX:-UsePerfData"); // leaves no file behind when the worker is killed
    if (System.getProperty("java.vm.name", "").contains("Server VM")) { // others lack the options
      // what other collectors have by default: no loop keeps a worker from collecting and ending
      options.add("-XX:+UseCountedLoopSafepoints");
      options.add("-XX:LoopStripMiningIter=1000");
    }
    options.add("-Dslf4j.internal.verbosity=ERROR"); // a missing backend the driver reports once
    options.addAll(transport.options());
    boolean plain = classPath.mainClass().equals(WorkerMain.class.getName());
    return new WorkerCommand(
        java,
        classPath,
        options,
        plain ? ClassArchive.of(java, classPath.entries(), config.workerJvmOptions()) : null);
  }

  WorkerLauncher launcher(
      RayConfig config, SessionFolder folder, MemoryPlan plan, long session, String token)
      throws IOException {
    List<String> options = new ArrayList<>();
    options.add("-cp");
    options.add(String.join(File.pathSeparator, classPath.entries()));
    options.addAll(classPath.options());
    options.addAll(ownOptions);
    if (archive != null) {
      options.addAll(archive.options());
    }
    options.addAll(config.workerJvmOptions());
    List<String> main =
        List.of(
            classPath.mainClass(),
            folder.socketFile().toString(),
            folder.shared().toString(),
            Integer.toString(plan.workers()),
            Long.toString(session),
            Long.toString(ProcessHandle.current().pid()));
    return new WorkerLauncher(java, options, main, plan.workerHeap(), folder.folder(), token);
  }

  /** Has the archive made for later sessions, in the background; the thread ends by itself soon. */
  Thread makeArchive() {
    Thread thread =
        new Thread(
            () -> {
              if (archive != null) {
                archive.makeUnlessThere(ownOptions, WorkerRehearsal.class.getName());
              }
            },
            "ray4j-archive");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
