package io.ray4j.scheduler.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signals that end processes, as exit codes tell of them. Stateless. */
final class Signals {
  /** The exit code of a process that SIGKILL ended. */
  static final int KILLED = 128 + 9;

  private static final int LAST = 64;

  /** What a process does to itself, as a JVM that meets a fatal error does. */
  private static final Set<String> OWN_FAULTS =
      Set.of("SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS");

  private static final Map<Integer, String> NAMES = names();

  private Signals() {}

  private static Map<Integer, String> names() {
    Map<Integer, String> names = new HashMap<>();
    names.put(1, "SIGHUP");
    names.put(2, "SIGINT");
    names.put(3, "SIGQUIT");
    names.put(4, "SIGILL");
    names.put(5, "SIGTRAP");
    names.put(6, "SIGABRT");
    names.put(8, "SIGFPE");
    names.put(9, "SIGKILL");
    names.put(11, "SIGSEGV");
    names.put(13, "SIGPIPE");
    names.put(14, "SIGALRM");
    names.put(15, "SIGTERM");
    names.put(24, "SIGXCPU");
    names.put(25, "SIGXFSZ");
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    names.put(mac ? 10 : 7, "SIGBUS");
    names.put(mac ? 30 : 10, "SIGUSR1");
    names.put(mac ? 31 : 12, "SIGUSR2");
    names.put(mac ? 12 : 31, "SIGSYS");
    return names;
  }

  /** {@code SIGKILL (signal 9)} for 137; null if the exit code is not that of a signal. */
  static @Nullable String describe(int exitCode) {
    int signal = exitCode - 128;
    if (signal < 1 || signal > LAST) {
      return null;
    }
    String name = NAMES.get(signal);
    return name == null ? "signal " + signal : name + " (signal " + signal + ")";
  }

  /** Whether somebody else ended the process. */
  static boolean fromOutside(int exitCode) {
    return describe(exitCode) != null
        && !OWN_FAULTS.contains(NAMES.getOrDefault(exitCode - 128, ""));
  }
}
