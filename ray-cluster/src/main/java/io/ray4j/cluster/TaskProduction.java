package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import io.ray.api.call.TaskCaller;
import io.ray.api.function.RayFuncR;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A task's run as the way to make its result. Immutable. */
final class TaskProduction implements Production {
  private final TaskSpec spec;
  private final ObjectDirectory directory;
  private final byte[] request;

  /** What arguments point at, in order. */
  private final List<ObjectId> refs = new ArrayList<>();

  /** What refs inside other arguments point at. */
  private final List<ObjectId> contained;

  /** Whether the worker reads the inputs where they lie: Ray can map arrays of bytes only. */
  private final boolean mapped;

  /**
   * A task.
   *
   * @throws IllegalStateException if a ref comes from another session
   */
  TaskProduction(TaskSpec spec, ObjectDirectory directory) {
    this.spec = spec;
    this.directory = directory;
    List<Argument> arguments = new ArrayList<>();
    Set<ObjectId> inside = new LinkedHashSet<>();
    boolean plain = true;
    for (Argument argument : spec.arguments()) {
      if (argument instanceof Argument.Ref ref) {
        ClusterObject object = directory.find(ref.target().object());
        if (object == null) {
          throw new IllegalStateException(
              "An argument of %s is unknown to this session: its ref ObjectRef(%s) comes from a session that is over."
                  .formatted(spec.name(), ref.target().object()));
        }
        refs.add(object.id());
        plain &= object.isPlain();
        arguments.add(new Argument.Ref(within(object, ref.target())));
      } else {
        inside.addAll(((Argument.Value) argument).references());
        arguments.add(argument);
      }
    }
    this.contained = List.copyOf(inside);
    this.mapped = plain && !refs.isEmpty();
    this.request = TaskRequest.of(spec, arguments).toBytes();
  }

  /** The target as seen from the object itself, which may be a part of a result. */
  static RefTarget within(ClusterObject object, RefTarget target) {
    List<Selector> path = target.path();
    return new RefTarget(
        object.id(), object.id().index() > 0 ? path.subList(1, path.size()) : path, target.view());
  }

  @Override
  public ObjectRef<Object> begin() {
    Object[] arguments = new Object[1 + refs.size()];
    arguments[0] =
        contained.isEmpty()
            ? request
            : directory.envelope(Envelope.Kind.REQUEST, request, contained);
    ObjectRef<?>[] inputs = directory.envelope(Envelope.Kind.REQUEST, request, refs).refs;
    System.arraycopy(inputs, 0, arguments, 1, inputs.length);
    RayFuncR<Object> function =
        mapped ? RemoteTask.MAPPED.get(refs.size() - 1) : RemoteTask.BY_REFS.get(refs.size());
    return new TaskCaller<>(function, arguments)
        .setName(spec.name())
        .setResources(spec.policy().resources())
        .remote();
  }

  @Override
  public List<ObjectId> inputs() {
    return refs;
  }

  @Override
  public List<ObjectId> keeps() {
    List<ObjectId> keeps = new ArrayList<>(refs);
    keeps.addAll(contained);
    return keeps;
  }

  @Override
  public ExecutionPolicy policy() {
    return spec.policy();
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String task() {
    return spec.id().toString();
  }
}
