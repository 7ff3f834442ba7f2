package io.ray4j.scheduler.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a JVM writes when it meets a fatal error: {@code hs_err_pid4711.log}. Stateless. */
final class FatalErrorLog {
  private static final int HEAD_LINES = 20;

  private FatalErrorLog() {}

  /** The JVM option that has it written into a folder. */
  static String option(Path folder) {
    return "-XX:ErrorFile=" + folder.resolve("hs_err_pid%p.log");
  }

  static Path of(Path folder, long pid) {
    return folder.resolve("hs_err_pid" + pid + ".log");
  }

  /** Its first lines, without those that say nothing; empty if there is none. */
  static String head(Path file) {
    List<String> lines = new ArrayList<>();
    // it may hold bytes of a broken process, which are no text
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String line;
      while (lines.size() < HEAD_LINES && (line = reader.readLine()) != null) {
        if (!line.replace('#', ' ').isBlank()) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      return ""; // most deaths leave none
    }
    return String.join("\n", lines);
  }
}
