package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import io.ray.api.call.TaskCaller;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.scheduler.task.ExecutionPolicy;
import java.util.List;

/**
 * A small task that takes one part out of a result, since a Ray task written in Java has one
 * result. Immutable.
 */
record PartProduction(ObjectId part, String name, ObjectDirectory directory) implements Production {
  private static final ExecutionPolicy POLICY = new ExecutionPolicy(1, 3, 1, 0, List.of());

  @Override
  public ObjectRef<Object> begin() {
    ObjectRef<?> whole = directory.envelope(Envelope.Kind.REQUEST, new byte[0], inputs()).refs[0];
    return new TaskCaller<>(
            RemoteTask.PART, new Object[] {whole, WireFields.toBytes(List.of(part))})
        .setName(name)
        .setResources(POLICY.resources())
        .remote();
  }

  @Override
  public List<ObjectId> inputs() {
    return List.of(part.whole());
  }

  @Override
  public List<ObjectId> keeps() {
    return inputs();
  }

  @Override
  public ExecutionPolicy policy() {
    return POLICY;
  }

  @Override
  public String task() {
    return part.toString();
  }
}
