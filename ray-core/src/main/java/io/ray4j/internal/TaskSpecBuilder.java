package io.ray4j.internal;

import static io.ray4j.scheduler.task.ExecutionPolicy.CPU;

import io.ray4j.ObjectRef;
import io.ray4j.TaskOptions;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.scheduler.SchedulerClient;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.worker.TaskContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call as a task: bad calls are refused here, and values are copied here. Thread-safe. */
final class TaskSpecBuilder {
  private final SchedulerClient client;
  private final ObjectCodec codec;

  TaskSpecBuilder(SchedulerClient client, ObjectCodec codec) {
    this.client = client;
    this.codec = codec;
  }

  /**
   * A task, and the objects that were put for it: to be let go once it is submitted, which holds
   * them.
   */
  record Built(TaskSpec spec, List<ObjectId> temporary) {}

  Built build(Serializable function, @Nullable TaskOptions options, @Nullable Object[] arguments) {
    ResolvedFunction resolved = FunctionResolver.of(function);
    ExecutionPolicy policy = policy(resolved, options);
    int before = resolved.descriptor().isLambda() ? 1 : 0;
    Argument[] encoded = new Argument[before + arguments.length];
    List<ObjectId> temporary = new ArrayList<>(0);
    try {
      if (before > 0) {
        encoded[0] = value(function, temporary);
      }
      for (int index = 0; index < arguments.length; index++) {
        encoded[before + index] = argument(resolved, index, arguments[index], temporary);
      }
    } catch (RuntimeException e) {
      temporary.forEach(client::removeLocalReference);
      throw e;
    }
    TaskContext parent = TaskContext.current();
    TaskSpec spec =
        new TaskSpec(
            client.nextId(),
            options == null ? resolved.name() : options.name().orElse(resolved.name()),
            resolved.descriptor(),
            List.of(encoded),
            policy,
            parent == null ? 0 : parent.childDepth(),
            parent == null ? null : parent.taskId());
    return new Built(spec, temporary);
  }

  private ExecutionPolicy policy(ResolvedFunction function, @Nullable TaskOptions options) {
    ExecutionPolicy policy = function.policy();
    if (options != null) {
      policy =
          new ExecutionPolicy(
              options.numReturns().orElse(policy.numReturns()),
              options.maxRetries().orElse(policy.maxRetries()),
              options.numCpus().isPresent()
                  ? FunctionResolver.slots(options.numCpus().getAsDouble())
                  : policy.slots(),
              options.timeout().map(TaskSpecBuilder::timeoutNs).orElse(policy.timeoutNs()),
              options.retryOn().map(FunctionResolver::names).orElse(policy.retryOn()),
              FunctionResolver.resources(
                  options.numCpus().orElse(policy.resources().getOrDefault(CPU, 0.0)),
                  options.resources()));
      FunctionResolver.checkReturns(function, policy.numReturns());
    }
    if (policy.slots() > client.slots()) {
      throw new IllegalArgumentException(
          "%s needs numCpus=%d, but there are workers=%d. Ask for less, or configure more workers."
              .formatted(function.name(), policy.slots(), client.slots()));
    }
    return policy;
  }

  private static long timeoutNs(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return 0; // no limit: 292 years or more
    }
  }

  private Argument argument(
      ResolvedFunction function, int index, @Nullable Object argument, List<ObjectId> temporary) {
    Class<?> parameter =
        index < function.parameterTypes().size() ? function.parameterTypes().get(index) : null;
    if (argument instanceof ObjectRef<?> ref && parameter != ObjectRef.class) {
      return new Argument.Ref(RemoteRef.of(ref).target());
    }
    if (argument == null && parameter != null && parameter.isPrimitive()) {
      throw new IllegalArgumentException(
          "Argument %d of %s must not be null: its parameter is declared as %s."
              .formatted(index, function.name(), parameter));
    }
    return value(argument, temporary);
  }

  /** Small values travel with the task; larger ones become objects that it depends on. */
  private Argument value(@Nullable Object value, List<ObjectId> temporary) {
    EncodedObject encoded = codec.encode(value);
    if (encoded.size() <= SchedulerClient.INLINE_LIMIT_BYTES) {
      return new Argument.Value(encoded.toBytes(), encoded.references());
    }
    ObjectId id = client.nextId().result();
    client.putObject(id, client.store(encoded));
    temporary.add(id);
    return new Argument.Ref(RefTarget.whole(id));
  }
}
