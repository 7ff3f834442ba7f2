package io.ray4j.scheduler;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.ResolvedRef;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.task.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not finished.
 *
 * <p>Mutable fields are guarded by the {@link LocalScheduler}'s lock.
 */
final class TaskEntry {
  final TaskSpec spec;
  final ObjectEntry result;
  final FunctionProfile profile;

  /**
   * For each argument the object that it refers to, or null for a value; null if all are values.
   */
  private final @Nullable ResolvedRef @Nullable [] refs;

  TaskState state = TaskState.WAITING;

  /** Inputs that are not sealed yet, and one more until all of them are watched. */
  int missing;

  /** How many times a worker has begun it. */
  int attempts;

  TaskEntry(
      TaskSpec spec,
      ObjectEntry result,
      FunctionProfile profile,
      @Nullable ResolvedRef @Nullable [] refs) {
    this.spec = spec;
    this.result = result;
    this.profile = profile;
    this.refs = refs;
  }

  void moveTo(TaskState next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException(
          "task " + spec.id() + " cannot become " + next + ": state=" + state);
    }
    state = next;
  }

  /** The objects that this task needs, one for each argument that is a ref. */
  List<ObjectEntry> dependencies() {
    if (refs == null) {
      return List.of();
    }
    List<ObjectEntry> entries = new ArrayList<>(refs.length);
    for (ResolvedRef ref : refs) {
      if (ref != null) {
        entries.add(ref.entry());
      }
    }
    return entries;
  }

  /** The task with its inputs, which must be sealed. */
  TaskInvocation invocation(int slot, long lease) {
    List<TaskInput> inputs = new ArrayList<>(spec.arguments().size());
    for (int index = 0; index < spec.arguments().size(); index++) {
      inputs.add(input(index));
    }
    return new TaskInvocation(
        slot,
        lease,
        spec.id(),
        spec.name(),
        spec.function(),
        spec.policy().numReturns(),
        spec.depth(),
        inputs);
  }

  private TaskInput input(int index) {
    if (spec.arguments().get(index) instanceof Argument.Ref ref && refs != null) {
      ResolvedRef resolved = refs[index];
      ObjectValue value = resolved == null ? null : resolved.entry().value();
      if (resolved == null || value == null) {
        throw new IllegalStateException("input " + index + " of " + spec.id() + " is not sealed");
      }
      return new TaskInput(value, resolved.path(), ref.target().view());
    }
    Argument.Value value = (Argument.Value) spec.arguments().get(index);
    return new TaskInput(new ObjectValue.Inline(value.payload()), List.of(), null);
  }
}
