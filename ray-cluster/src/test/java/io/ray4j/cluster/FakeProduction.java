package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.scheduler.task.ExecutionPolicy;
import java.util.ArrayList;
import java.util.List;

/** Makes nothing, and keeps the ref of each run. */
record FakeProduction(ExecutionPolicy policy, List<ObjectId> inputs, List<ObjectRef<Object>> runs)
    implements Production {
  FakeProduction(ExecutionPolicy policy, ObjectId... inputs) {
    this(policy, List.of(inputs), new ArrayList<>());
  }

  static ExecutionPolicy policy(int numReturns, int maxRetries) {
    return new ExecutionPolicy(numReturns, maxRetries, 1, 0, List.of());
  }

  @Override
  public ObjectRef<Object> begin() {
    FakeRef ref = new FakeRef();
    runs.add(ref);
    return ref;
  }

  /** The ref of the latest run. */
  ObjectRef<Object> latest() {
    return runs.get(runs.size() - 1);
  }

  @Override
  public List<ObjectId> keeps() {
    return inputs;
  }

  @Override
  public String name() {
    return "F.f";
  }

  @Override
  public String task() {
    return "17";
  }
}
