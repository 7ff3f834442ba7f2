package io.ray4j.scheduler;

import io.ray4j.objectstore.Extent;
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.transport.SchedulerConnection;
import io.ray4j.scheduler.transport.SchedulerProxy;
import io.ray4j.scheduler.transport.WorkerListener;
import io.ray4j.scheduler.transport.WorkerMemory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A worker that knows the token and says whatever a test has it say. */
final class FakeWorker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final SchedulerConnection connection;
  private final Thread thread;
  private final AtomicInteger lastRequest = new AtomicInteger();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<TaskInvocation> tasks = new LinkedBlockingQueue<>();

  /** What the driver said: the method's name without "on", and its arguments. */
  record Answer(String kind, List<Object> arguments) {}

  FakeWorker(Path socketFile, int number, String token, WorkerMemory memory) throws IOException {
    WorkerListener listener =
        (WorkerListener)
            Proxy.newProxyInstance(
                WorkerListener.class.getClassLoader(),
                new Class<?>[] {WorkerListener.class},
                (unused, method, arguments) -> {
                  if (arguments != null && arguments[0] instanceof TaskInvocation task) {
                    tasks.add(task);
                  } else {
                    answers.add(
                        new Answer(
                            method.getName().substring(2),
                            arguments == null ? List.of() : List.of(arguments)));
                  }
                  return null;
                });
    connection = SchedulerConnection.open(socketFile, 0, listener);
    connection.hello(number, token, memory);
    thread = new Thread(connection::run, "fake-worker-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  SchedulerProxy says() {
    return connection.proxy();
  }

  int nextRequest() {
    return lastRequest.incrementAndGet();
  }

  /** The next answer of that kind; others are passed over. */
  Answer await(String kind) throws InterruptedException {
    while (true) {
      Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("the driver does not answer: " + kind);
      }
      if (answer.kind.equals(kind)) {
        return answer;
      }
      if (answer.kind.equals("Shutdown")) {
        throw new AssertionError("dropped while it waits for: " + kind);
      }
    }
  }

  Extent lease(long length) throws InterruptedException {
    says().leaseSpace(nextRequest(), length);
    return (Extent) await("SpaceLeased").arguments.get(1);
  }

  /** Whether a task has come and was not taken by {@link #awaitTask}; of use after a sync. */
  boolean hasTask() {
    return !tasks.isEmpty();
  }

  TaskInvocation awaitTask() throws InterruptedException {
    TaskInvocation task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (task == null) {
      throw new AssertionError("no task comes");
    }
    return task;
  }

  /** Returns once all that was said has been read. */
  void sync() throws InterruptedException {
    says().sync(nextRequest());
    await("SyncDone");
  }

  /** Returns once the driver has dropped this worker. */
  void awaitDropped() throws InterruptedException {
    says().flush();
    await("Shutdown");
  }

  @Override
  public void close() {
    connection.close();
    Awaitility.await().until(() -> !thread.isAlive());
  }
}
