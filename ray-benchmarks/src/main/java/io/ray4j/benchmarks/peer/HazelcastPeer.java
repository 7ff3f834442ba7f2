package io.ray4j.benchmarks.peer;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hazelcast's executor over two members, this JVM and another one, which share the processors.
 * Futures cannot be arguments, so the driver waits for them and sends their values.
 */
final class HazelcastPeer implements Peer<Future<?>> {
  private static final long JOIN_SECONDS = 60;

  private @Nullable Process second;
  private @Nullable HazelcastInstance first;
  private @Nullable IExecutorService executor;

  @Override
  public void start() throws IOException, InterruptedException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    int firstPort;
    int secondPort;
    try (ServerSocket one = freePort();
        ServerSocket other = freePort()) {
      firstPort = one.getLocalPort();
      secondPort = other.getLocalPort();
    }
    second = fork(secondPort, firstPort, threads);
    HazelcastInstance member = HazelcastMember.start(firstPort, firstPort, threads);
    first = member;
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
    while (member.getCluster().getMembers().size() < 2) {
      if (second.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > endNs) {
        throw new IllegalStateException("the second member did not join");
      }
    }
    executor = member.getExecutorService("default");
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Process fork(int port, int firstPort, int threads) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(PeerKind.HAZELCAST_OPTIONS);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), HazelcastMember.class.getName()));
    command.addAll(
        List.of(String.valueOf(port), String.valueOf(firstPort), String.valueOf(threads)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private IExecutorService executor() {
    IExecutorService started = executor;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started;
  }

  @Override
  public Future<?> noop(int x) {
    return executor().submit(new HazelcastTask.Noop(x));
  }

  @Override
  public Future<?> generate(int seed, int length) {
    return executor().submit(new HazelcastTask.Generate(seed, length));
  }

  @Override
  public Future<?> add(Future<?> left, Future<?> right)
      throws ExecutionException, InterruptedException {
    return executor().submit(new HazelcastTask.Add((double[]) left.get(), (double[]) right.get()));
  }

  @Override
  public Future<?> increment(Future<?> number) throws ExecutionException, InterruptedException {
    return executor().submit(new HazelcastTask.Sum(new int[] {(Integer) number.get(), 1}));
  }

  @Override
  public Future<?> sum(List<Future<?>> numbers) throws ExecutionException, InterruptedException {
    int[] values = new int[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Integer) numbers.get(i).get();
    }
    return executor().submit(new HazelcastTask.Sum(values));
  }

  @Override
  public Future<?> nested(int tasks) {
    return executor().submit(new HazelcastTask.Nested(tasks));
  }

  @Override
  public Future<?> put(Object value) {
    throw new UnsupportedOperationException("an executor stores nothing");
  }

  @Override
  public Object get(Future<?> ref) throws ExecutionException, InterruptedException {
    return ref.get();
  }

  @Override
  public Object view(Future<?> bytes) {
    throw new UnsupportedOperationException("an executor stores nothing");
  }

  @Override
  public void close() {
    if (first != null) {
      first.shutdown();
    }
    if (second != null) {
      second.destroy();
    }
  }
}
