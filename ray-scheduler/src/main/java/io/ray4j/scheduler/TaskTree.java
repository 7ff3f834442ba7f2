package io.ray4j.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which task submitted which. Only tasks that have not finished are in it: the children of one that
 * has are its parent's.
 *
 * <p>Stateless; what it changes is guarded by the {@link LocalScheduler}'s lock.
 */
final class TaskTree {
  private TaskTree() {}

  static void adopt(TaskEntry parent, TaskEntry child) {
    Set<TaskEntry> children = parent.children;
    if (children == null) {
      children = new LinkedHashSet<>(); // in order, so that what is cancelled is in order too
      parent.children = children;
    }
    children.add(child);
    child.parent = parent;
  }

  /** Takes out a task that has finished. */
  static void remove(TaskEntry task) {
    TaskEntry parent = task.parent;
    if (parent != null && parent.children != null) {
      parent.children.remove(task);
    }
    if (task.children != null) {
      for (TaskEntry child : task.children) {
        child.parent = null;
        if (parent != null) {
          adopt(parent, child);
        }
      }
    }
    task.parent = null;
    task.children = null;
  }

  /** All that a task, and what it submitted, has submitted; parents before their children. */
  static List<TaskEntry> descendants(TaskEntry task) {
    List<TaskEntry> descendants = new ArrayList<>();
    addChildren(task, descendants);
    for (int index = 0; index < descendants.size(); index++) { // grows as it goes
      addChildren(descendants.get(index), descendants);
    }
    return descendants;
  }

  private static void addChildren(TaskEntry task, List<TaskEntry> to) {
    if (task.children != null) {
      to.addAll(task.children);
    }
  }

  /** Whether one of these is {@code task}, or was submitted by it or below it. */
  static boolean anyBelow(TaskEntry task, Set<TaskEntry> some) {
    for (TaskEntry one : some) {
      for (TaskEntry up = one; up != null; up = up.parent) {
        if (up == task) {
          return true;
        }
      }
    }
    return false;
  }
}
