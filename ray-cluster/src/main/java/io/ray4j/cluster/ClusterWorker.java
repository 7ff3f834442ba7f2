package io.ray4j.cluster;

import io.ray4j.internal.FunctionInvoker;
import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.SchedulerClient.SealedRef;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.TaskFailure;
import io.ray4j.scheduler.task.TaskFailure.Kind;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.worker.HeapWatch;
import io.ray4j.spi.RuntimeBinding;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in a worker of the cluster, where it binds the facade's runtime with the first one.
 *
 * <p>Thread-safe, though Ray gives a worker one task at a time. Ends with the process.
 */
final class ClusterWorker {
  private final ClusterClient client = new ClusterClient();
  private final FunctionInvoker invoker;
  private final Deadlines deadlines = new Deadlines();

  /** What the task of the thread returned or threw, until Ray has it. */
  private static final ThreadLocal<@Nullable Object> OUTCOME = new ThreadLocal<>();

  private static final class Holder {
    static final ClusterWorker WORKER = new ClusterWorker();
  }

  private ClusterWorker() {
    // Ray has set it to the one that loads the job's class path
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader classLoader = context == null ? ClusterWorker.class.getClassLoader() : context;
    ClusterRuntime runtime = new ClusterRuntime(client, classLoader, null);
    RuntimeBinding.bind(runtime);
    HeapWatch heap = new HeapWatch();
    heap.setUpLater();
    this.invoker =
        new FunctionInvoker(
            runtime,
            client,
            classLoader,
            "worker (pid=" + ProcessHandle.current().pid() + ")",
            heap,
            () -> {},
            OUTCOME::set);
  }

  static ClusterWorker get() {
    return Holder.WORKER;
  }

  /**
   * Runs a task.
   *
   * @param stored the request, as it travelled
   * @param inputs what its refs point at, as Ray stores it or, if it is mapped, as a buffer
   * @return the result or the failure, for Ray to store
   */
  Object run(Object stored, @Nullable Object... inputs) {
    List<ObjectId> held = new ArrayList<>();
    byte[] bytes;
    if (stored instanceof Envelope envelope) {
      held.addAll(client.directory().borrow(envelope));
      bytes = envelope.data;
    } else {
      bytes = (byte[]) stored;
    }
    TaskRequest request = TaskRequest.fromBytes(bytes);
    List<Extent> mapped = new ArrayList<>();
    try {
      List<ObjectId> lost = new ArrayList<>();
      List<TaskInput> read = read(request, inputs, held, mapped, lost);
      if (!lost.isEmpty()) {
        return new Envelope(Envelope.Kind.INPUTS_FAILED, WireFields.toBytes(lost));
      }
      TaskInvocation invocation =
          new TaskInvocation(
              0,
              0,
              request.id(),
              request.name(),
              request.function(),
              request.numReturns(),
              0,
              read,
              request.retryOn());
      return request.timeoutNs() == 0
          ? invoke(invocation)
          : deadlines.run(request, () -> invoke(invocation));
    } finally {
      mapped.forEach(client::unmap);
      held.forEach(client.directory()::letGo);
    }
  }

  private Object invoke(TaskInvocation invocation) {
    try {
      return client.toStored(invoker.invoke(invocation));
    } finally {
      Reference.reachabilityFence(OUTCOME.get()); // its refs' objects were known until here
      OUTCOME.remove();
    }
  }

  /**
   * The task's inputs.
   *
   * @param held gets the objects that were borrowed
   * @param mapped gets what lies in Ray's memory
   * @param lost gets the inputs that may yet come if their tasks are run again
   */
  private List<TaskInput> read(
      TaskRequest request,
      @Nullable Object[] inputs,
      List<ObjectId> held,
      List<Extent> mapped,
      List<ObjectId> lost) {
    List<TaskInput> read = new ArrayList<>();
    int next = 0;
    for (Argument argument : request.arguments()) {
      if (argument instanceof Argument.Value value) {
        read.add(
            new TaskInput(
                null,
                new ObjectValue.Inline(value.payload(), value.references()),
                List.of(),
                null));
        continue;
      }
      RefTarget target = ((Argument.Ref) argument).target();
      Object input = inputs[next++];
      if (mayComeYet(input)) {
        lost.add(target.root());
        continue;
      }
      if (input instanceof Envelope envelope) {
        held.addAll(client.directory().borrow(envelope));
      }
      ObjectValue value;
      if (input instanceof ByteBuffer buffer) {
        Extent extent = client.map(buffer);
        mapped.add(extent);
        value = new ObjectValue.Stored(extent, List.of());
      } else {
        value = ValueForm.fromStored(Objects.requireNonNull(input));
      }
      SealedRef selected = ClusterClient.select(value, target.path());
      // an id of this run alone: a view in the memory of an earlier run must not be found by it
      read.add(
          new TaskInput(
              client.nextId().result(), selected.value(), selected.path(), target.view()));
    }
    return read;
  }

  /** Whether an input failed, but its task may be run again by whoever submitted it. */
  private static boolean mayComeYet(@Nullable Object input) {
    return input == null
        || input instanceof Throwable // Ray's word for a lost one
        || (input instanceof Envelope envelope
            && (envelope.kind == Envelope.Kind.INPUTS_FAILED
                || (envelope.kind == Envelope.Kind.FAILED
                    && TaskFailure.fromBytes(envelope.data).retry())));
  }

  /** Takes a part out of a result. */
  Object part(Object whole, Object id) {
    ObjectId part = WireFields.toIds((byte[]) id).get(0);
    if (mayComeYet(whole)) {
      return new Envelope(Envelope.Kind.INPUTS_FAILED, WireFields.toBytes(List.of(part.whole())));
    }
    List<ObjectId> held =
        whole instanceof Envelope envelope ? client.directory().borrow(envelope) : List.of();
    try {
      ObjectValue value = ValueForm.fromStored(whole);
      return ValueForm.toStored(
          value instanceof ObjectValue.Composite composite
              ? ClusterClient.part(composite, part.index() - 1)
              : value instanceof ObjectValue.Failed
                  ? value
                  : RayFailures.value(Kind.BAD_CALL, "", "", "The result has no parts."),
          client.directory());
    } finally {
      held.forEach(client.directory()::letGo);
    }
  }
}
