package io.ray4j.benchmarks.parts;

import io.ray4j.objectstore.ObjectEntry;
import io.ray4j.objectstore.ObjectStore;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.scheduler.LocalScheduler;
import io.ray4j.scheduler.WorkerControl;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.task.TaskSpec;
import io.ray4j.scheduler.transport.ClaimTable;
import io.ray4j.scheduler.transport.WorkerPort;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a task costs the scheduler from its submission to its end, with so many others queued: the
 * worker is one that answers at once and costs nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1, // a million tasks outlive each collection: this one has little to do with them
    jvmArgs = {"-Xms4g", "-Xmx4g", "-Xmn2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class SchedulerBenchmark {
  private static final int WORKER = 1;

  /** How many tasks are queued all the time. */
  @Param({"1000", "100000", "1000000"})
  public int queued;

  private final FunctionDescriptor function =
      new FunctionDescriptor("com.acme.F", "f", "()V", "F.f");
  private final ExecutionPolicy policy = new ExecutionPolicy(1, 3, 1, 0, List.of());
  private final ObjectValue result = new ObjectValue.Inline(new byte[5], List.of());
  private final ArrayDeque<TaskInvocation> leased = new ArrayDeque<>();
  private final ArrayDeque<ObjectEntry> held = new ArrayDeque<>();
  private final BenchmarkFolder folder = new BenchmarkFolder();
  private ObjectStore store;
  private LocalScheduler scheduler;
  private long sequence;

  @Setup
  public void setUp() throws IOException {
    store = folder.newStore(1 << 20);
    WorkerControl control = proxy(WorkerControl.class, (unused, method, arguments) -> false);
    scheduler = new LocalScheduler(store, 1, control);
    scheduler.onWorkerReady(WORKER, 4711, port(ClaimTable.inMemory()));
    for (int task = 0; task < queued; task++) {
      submit();
    }
  }

  /** A worker that is told of tasks, and nothing else. */
  private WorkerPort port(ClaimTable claims) {
    return proxy(
        WorkerPort.class,
        (unused, method, arguments) -> {
          if (method.getName().equals("runTask")) {
            leased.add((TaskInvocation) arguments[0]);
          }
          return method.getName().equals("claims") ? claims : null;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            SchedulerBenchmark.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private void submit() {
    TaskId id = new TaskId(17, ++sequence);
    held.add(scheduler.submitTask(new TaskSpec(id, "F.f", function, List.of(), policy, 0, null)));
  }

  @Benchmark
  public void submitAndFinish() {
    submit();
    TaskInvocation task = leased.remove();
    scheduler.onTaskFinished(WORKER, task.slot(), task.lease(), 1_000, result);
    scheduler.onBatchEnd();
    store.letGo(held.remove());
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    scheduler.close();
    store.close();
    folder.close();
  }
}
