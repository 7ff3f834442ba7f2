package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.ResolvedRef;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.task.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not finished, or whose thread goes on.
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

  /** What refs inside its arguments' values point at, held for it. */
  private final List<ObjectEntry> contained;

  /** Its inputs that have bytes of their own, while they are pinned for it; null otherwise. */
  @Nullable InputPins pins;

  TaskState state = TaskState.WAITING;

  /** Inputs that are not sealed yet, and one more until all of them are watched. */
  int missing;

  /** The worker that has it; null if none does. */
  @Nullable Lease lease;

  /** What submitted it, while that has not finished; null otherwise. */
  @Nullable TaskEntry parent;

  /** What it has submitted and has not finished; null if it never submitted anything. */
  @Nullable Set<TaskEntry> children;

  /** How it failed when a worker's heap was too small for it; null if that was not so. */
  ObjectValue.@Nullable Failed outOfMemory;

  /** Its runs that have ended; null while it was never run. */
  private @Nullable Attempts attempts;

  private TaskEntry(
      TaskSpec spec,
      ObjectEntry result,
      FunctionProfile profile,
      @Nullable ResolvedRef @Nullable [] refs,
      List<ObjectEntry> contained) {
    this.spec = spec;
    this.result = result;
    this.profile = profile;
    this.refs = refs;
    this.contained = contained;
  }

  /** Makes the entry of a task, for which its inputs are held until {@link #letGoInputs}. */
  static TaskEntry of(
      TaskSpec spec, ObjectEntry result, FunctionProfile profile, ObjectStore store) {
    @Nullable ResolvedRef[] refs = null;
    List<ObjectEntry> contained = List.of();
    for (int index = 0; index < spec.arguments().size(); index++) {
      Argument argument = spec.arguments().get(index);
      if (argument instanceof Argument.Ref ref) {
        if (refs == null) {
          refs = new @Nullable ResolvedRef[spec.arguments().size()];
        }
        refs[index] = store.hold(ref.target());
      } else if (argument instanceof Argument.Value value && !value.references().isEmpty()) {
        List<ObjectEntry> more = new ArrayList<>(contained);
        more.addAll(store.holdAll(value.references()));
        contained = more;
      }
    }
    return new TaskEntry(spec, result, profile, refs, contained);
  }

  /** Whether no argument is a ref. */
  boolean needsNothing() {
    return refs == null;
  }

  /** Whether all refs among the arguments point at objects that are known. */
  boolean knowsAllInputs() {
    return refs == null
        || dependencies().size()
            == spec.arguments().stream().filter(Argument.Ref.class::isInstance).count();
  }

  /**
   * Whether it must run in a worker that hosts no other task, for it may cost the worker's life.
   */
  boolean wantsEmptyWorker() {
    return spec.policy().hasDeadline() || (attempts != null && attempts.hasLostWorker());
  }

  Attempts attempts() {
    if (attempts == null) {
      attempts = new Attempts();
    }
    return attempts;
  }

  /** How often it was begun. */
  int begun() {
    int ended = attempts == null ? 0 : attempts.ended();
    return lease != null && lease.isRunning() ? ended + 1 : ended;
  }

  /** Whether its outcome is decided. */
  boolean isOver() {
    return state == TaskState.STOPPING || state == TaskState.FINISHED;
  }

  void moveTo(TaskState next) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException(
          "task " + spec.id() + " cannot become " + next + ": state=" + state);
    }
    state = next;
  }

  /** A result has the parts that were promised for it, or is a failure. */
  TaskEntry checkResult(ObjectValue value) {
    int parts = value instanceof ObjectValue.Composite composite ? composite.parts().size() : -1;
    int promised = result.parts() == 0 ? -1 : result.parts(); // stored whole: no composite at all
    if (parts != promised && !(value instanceof ObjectValue.Failed)) {
      throw new IllegalArgumentException(
          "task %s has a result of another size: parts=%d numReturns=%d"
              .formatted(spec.id(), parts, spec.policy().numReturns()));
    }
    return this;
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

  /** Lets go of all that was held for this task. Called once, when it has finished. */
  void letGoInputs(ObjectStore store) {
    if (!needsNothing()) {
      dependencies().forEach(store::letGo);
    }
    if (!contained.isEmpty()) {
      contained.forEach(store::letGo);
    }
  }

  /** The inputs, all sealed, that have bytes of their own; parts stand for their whole. */
  List<ObjectEntry> storedInputs(ObjectStore store) {
    if (refs == null) {
      return List.of();
    }
    List<ObjectEntry> stored = new ArrayList<>();
    for (ObjectEntry input : dependencies()) {
      if (input.value() instanceof ObjectValue.Stored) {
        stored.add(input);
      } else if (input.value() instanceof ObjectValue.Composite composite) {
        for (int part = 0; part < composite.parts().size(); part++) {
          ObjectEntry entry = store.find(input.id().part(part));
          if (entry != null && entry.value() instanceof ObjectValue.Stored) {
            stored.add(entry);
          }
        }
      }
    }
    return stored;
  }

  /** The task with its inputs, which must be sealed, and pinned if they have bytes. */
  TaskInvocation invocation(Lease lease) {
    return new TaskInvocation(
        lease.slot,
        lease.number,
        spec.id(),
        spec.name(),
        spec.function(),
        spec.policy().numReturns(),
        spec.depth(),
        inputs(lease.pins),
        spec.policy().retryOn());
  }

  /** Its inputs, which must be sealed, where they are pinned. */
  List<TaskInput> inputs(InputPins pins) {
    if (spec.arguments().isEmpty()) {
      return List.of();
    }
    List<TaskInput> inputs = new ArrayList<>(spec.arguments().size());
    for (int index = 0; index < spec.arguments().size(); index++) {
      inputs.add(input(index, pins));
    }
    return inputs;
  }

  private TaskInput input(int index, InputPins pins) {
    if (spec.arguments().get(index) instanceof Argument.Ref ref && refs != null) {
      ResolvedRef resolved = refs[index];
      ObjectValue value = resolved == null ? null : resolved.entry().value();
      if (resolved == null || value == null) {
        throw new IllegalStateException("input " + index + " of " + spec.id() + " is not sealed");
      }
      ObjectEntry entry = resolved.entry();
      return new TaskInput(
          entry.id(), located(entry.id(), value, pins), resolved.path(), ref.target().view());
    }
    Argument.Value value = (Argument.Value) spec.arguments().get(index);
    return new TaskInput(
        null, new ObjectValue.Inline(value.payload(), value.references()), List.of(), null);
  }

  /**
   * The value, with the extents at which its bytes are pinned; a failure in place of a freed one.
   */
  private static ObjectValue located(ObjectId id, ObjectValue value, InputPins pins) {
    if (value instanceof ObjectValue.Stored stored) {
      Extent extent = pins.extentOf(id);
      return extent == null
          ? DriverClient.freed(id)
          : new ObjectValue.Stored(extent, stored.references());
    }
    if (value instanceof ObjectValue.Composite composite) {
      List<ObjectValue> parts = new ArrayList<>(composite.parts().size());
      for (int part = 0; part < composite.parts().size(); part++) {
        parts.add(located(id.part(part), composite.parts().get(part), pins));
      }
      return new ObjectValue.Composite(composite.recordClass(), parts);
    }
    return value;
  }
}
