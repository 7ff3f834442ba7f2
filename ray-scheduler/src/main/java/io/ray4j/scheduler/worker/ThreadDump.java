package io.ray4j.scheduler.worker;

import java.util.Map;

/** What the threads of this process are doing, as text. Stateless. */
final class ThreadDump {
  /** A frame has to hold it, and a person to read it. */
  private static final int MAX_FRAMES = 60;

  private static final int MAX_THREADS = 40;

  private ThreadDump() {}

  /** A dump of all threads of programs, that one first. */
  static String of(Thread first) {
    StringBuilder dump = new StringBuilder();
    append(dump, first, first.getStackTrace());
    int shown = 1;
    for (Map.Entry<Thread, StackTraceElement[]> other : Thread.getAllStackTraces().entrySet()) {
      if (other.getKey() == first || !isOfPrograms(other.getKey())) {
        continue;
      }
      if (shown++ == MAX_THREADS) {
        dump.append("and more threads\n");
        break;
      }
      append(dump, other.getKey(), other.getValue());
    }
    return dump.toString();
  }

  /** Whether it is none of the JVM's, nor of ours. */
  private static boolean isOfPrograms(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    String name = thread.getName();
    return group != null
        && group.getParent() != null
        && !group.getName().equals("InnocuousThreadGroup")
        && (!name.startsWith("ray4j-") || name.contains("-task-"))
        && thread != Thread.currentThread();
  }

  private static void append(StringBuilder dump, Thread thread, StackTraceElement[] stack) {
    dump.append('"').append(thread.getName()).append("\" ").append(thread.getState()).append('\n');
    for (int index = 0; index < stack.length; index++) {
      if (index == MAX_FRAMES) {
        dump.append("    ... ").append(stack.length - index).append(" more\n");
        break;
      }
      dump.append("    at ").append(stack[index]).append('\n');
    }
  }
}
