package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Remote functions that need more memory than there is. */
final class MemoryTasks {
  private static final int ROOM = 1_000;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private MemoryTasks() {}

  /** What fills the heap. */
  static final class Filler {}

  @Remote(maxRetries = 0)
  static int fill() {
    List<Filler[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new Filler[ROOM]);
    }
    return all.size();
  }

  /** Leaves the JVM time to see that little is left. */
  @Remote(maxRetries = 0)
  static int fillSlowly() {
    Runtime runtime = Runtime.getRuntime();
    List<Filler[]> all = new ArrayList<>();
    while (runtime.totalMemory() - runtime.freeMemory() < runtime.maxMemory() * 0.95) {
      all.add(new Filler[ROOM]);
    }
    System.gc();
    LockSupport.parkNanos(PAUSE_NS);
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new Filler[ROOM]);
    }
    return all.size();
  }

  @Remote(maxRetries = 0)
  static int allocate(int longs) {
    return new long[longs].length;
  }

  @Remote(maxRetries = 0)
  static int wrap() {
    try {
      return fill();
    } catch (OutOfMemoryError e) {
      throw new IllegalStateException("no memory", e);
    }
  }

  @Remote
  static int askAnother() {
    ObjectRef<Integer> ref = Ray.remote(MemoryTasks::fill);
    return ref.get();
  }

  @Remote(maxRetries = 0)
  @SuppressWarnings("DoNotCallSuggester") // it is called by reference
  static int lack() {
    throw new OutOfMemoryError("Java heap space");
  }

  /** Runs again where there is more memory; says where it has run, and for which time. */
  @Remote
  static String need(int megabytes, String notes) throws IOException {
    String line = ProcessHandle.current().pid() + " " + Runtime.getRuntime().maxMemory() + "\n";
    Files.writeString(Path.of(notes), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    List<byte[]> all = new ArrayList<>();
    for (int index = 0; index < megabytes; index++) {
      all.add(new byte[1 << 20]);
    }
    return all.size() + " MB in " + line;
  }
}
