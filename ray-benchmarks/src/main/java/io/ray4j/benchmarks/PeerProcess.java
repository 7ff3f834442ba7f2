package io.ray4j.benchmarks;

import io.ray4j.benchmarks.peer.PeerKind;
import io.ray4j.benchmarks.peer.PeerMain;
import io.ray4j.benchmarks.peer.ReportLine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/** Runs one peer in a JVM of its own. Not threadsafe. */
final class PeerProcess {
  private static final long TIMEOUT_SECONDS = 240;
  private static final Path RAY_FOLDER = Path.of("/tmp/ray"); // Ray's own choice
  private static final int TAIL_LINES = 15;

  private final PeerKind kind;
  private final String plan;

  PeerProcess(PeerKind kind, String plan) {
    this.kind = kind;
    this.plan = plan;
  }

  /** Runs the peer to its end and adds what it reports; leaves no process and no file. */
  void run(Results results) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("ray4j-bench");
    RayFolder sessions = RayFolder.open(RAY_FOLDER);
    try {
      run(results, folder);
    } finally {
      if (kind == PeerKind.REAL_RAY) {
        sessions.deleteNew();
      }
      RayFolder.deleteTree(folder);
    }
  }

  private void run(Results results, Path folder) throws IOException, InterruptedException {
    File errors = folder.resolve("err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command(folder)).directory(folder.toFile()).redirectError(errors);
    // a proxy would get even the calls over loopback
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().put("no_proxy", "*");
    Process process = builder.start();
    ConcurrentLinkedQueue<ReportLine> reports = new ConcurrentLinkedQueue<>();
    Thread reader = new Thread(() -> read(process, reports), "reports of " + kind.id());
    reader.setDaemon(true);
    reader.start();
    Optional<String> problem;
    try (ProcessTree tree = new ProcessTree(process)) {
      int exitCode = tree.await(TIMEOUT_SECONDS);
      problem = exitCode == 0 ? Optional.empty() : Optional.of("exitCode=" + exitCode);
    } catch (TimeoutException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    reader.join(1_000);
    problem.ifPresent(what -> results.problem(kind, what + "; " + tail(errors.toPath())));
    for (ReportLine report : reports) {
      if (report instanceof ReportLine.Figure figure) {
        results.add(kind, figure.measure(), figure.value());
      } else if (report instanceof ReportLine.Skipped skipped) {
        results.problem(kind, "skipped: " + skipped.reason());
      }
    }
  }

  private List<String> command(Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(kind.jvmOptions(folder.toString()));
    command.add("-cp");
    command.add(
        System.getProperty(
            "bench.classpath." + kind.id(), System.getProperty("java.class.path", "")));
    command.add(PeerMain.class.getName());
    command.add(kind.id());
    command.add(plan);
    return command;
  }

  private static void read(Process process, ConcurrentLinkedQueue<ReportLine> reports) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ReportLine.parse(line).ifPresent(reports::add);
      }
    } catch (IOException e) {
      // the process was ended: what it reported before counts
    }
  }

  private static String tail(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      return "its last output:\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "its output cannot be read: " + e;
    }
  }
}
