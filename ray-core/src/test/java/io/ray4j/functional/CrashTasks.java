package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import io.ray4j.WorkerCrashedException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Remote functions that go wrong. */
final class CrashTasks {
  static final String LAST_WORDS = "# these are my last words";

  private static final List<byte[]> LEAK = new ArrayList<>();

  private CrashTasks() {}

  @Remote
  static void halt(int code) {
    System.out.println(LAST_WORDS);
    Runtime.getRuntime().halt(code);
  }

  /** Sends its own worker a signal. */
  @Remote
  static void signal(String name, int value, List<ObjectRef<Integer>> refs) throws Exception {
    System.out.println(LAST_WORDS);
    new ProcessBuilder("kill", "-" + name, Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    new CountDownLatch(1).await();
  }

  /** Writes to an address that no process has, as broken native code does. */
  @Remote
  static void crash() throws ReflectiveOperationException {
    System.out.println(LAST_WORDS);
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field field = type.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
  }

  @Remote
  static int recurse(int depth) {
    return depth < 0 ? 0 : recurse(depth + 1) + 1;
  }

  @Remote
  static int fillTheHeap() {
    List<byte[]> blocks = new ArrayList<>();
    while (blocks.size() < Integer.MAX_VALUE) {
      blocks.add(new byte[1 << 16]);
    }
    return blocks.size();
  }

  /** Leaves no memory to whatever comes later. */
  @Remote
  static int leakTheHeap() {
    int size = 1 << 20;
    while (true) {
      try {
        LEAK.add(new byte[size]);
      } catch (OutOfMemoryError e) {
        if (size == 1) {
          throw e;
        }
        size /= 2;
      }
    }
  }

  /** Has {@code depth} tasks wait for each other; returns what the last one says or meets. */
  @Remote
  static String nest(int depth) {
    if (depth == 0) {
      return "all have run";
    }
    try {
      return Ray.remote(CrashTasks::nest, depth - 1).get();
    } catch (WorkerCrashedException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
