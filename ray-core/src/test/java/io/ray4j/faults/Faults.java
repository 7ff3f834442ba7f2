package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ray4j.Ray;
import io.ray4j.RayState;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Does harm to this process's session: to its workers, its files and its socket. A seed decides on
 * whom and where.
 *
 * <p>A fault counts only once it has been seen to take place. Thread-safe. {@code close} takes back
 * what can be taken back.
 */
final class Faults implements AutoCloseable {
  /** What can be done. */
  enum Kind {
    /** A worker is killed. */
    KILL,
    /** A worker is stopped, and does nothing until it is resumed. */
    STOP,
    /** A worker is stopped for a time. */
    DELAY,
    /** No worker can be started. */
    REFUSE,
    /** A disk is full. */
    FILL,
    /** A file has another byte than was written. */
    CORRUPT,
    /** Somebody connects and says what makes no sense. */
    GARBAGE
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Random random;
  private final List<Kind> done = new CopyOnWriteArrayList<>();
  private final List<ProcessHandle> stopped = new CopyOnWriteArrayList<>();

  /** Makes a kit. */
  Faults(long seed) {
    this.random = new Random(seed);
  }

  /** How many faults of that kind have taken place. */
  long count(Kind kind) {
    return done.stream().filter(kind::equals).count();
  }

  /** Any worker of the session; none if all are being replaced. */
  Optional<ProcessHandle> anyWorker() {
    return workerThat(worker -> true);
  }

  /** Any that has tasks. */
  Optional<ProcessHandle> anyBusyWorker() {
    return workerThat(worker -> !worker.runningTasks().isEmpty());
  }

  private Optional<ProcessHandle> workerThat(Predicate<RayState.Worker> condition) {
    List<ProcessHandle> workers = new ArrayList<>();
    for (RayState.Worker worker : Ray.state().workers()) {
      if (condition.test(worker)) {
        ProcessHandle.of(worker.pid()).filter(Faults::isChild).ifPresent(workers::add);
      }
    }
    return workers.isEmpty()
        ? Optional.empty()
        : Optional.of(workers.get(random.nextInt(workers.size())));
  }

  private static boolean isChild(ProcessHandle process) {
    return process.parent().equals(Optional.of(ProcessHandle.current()));
  }

  /** Kills a worker, and returns when it is gone. */
  void kill(ProcessHandle worker) {
    if (worker.destroyForcibly()) {
      await().atMost(PATIENCE).until(() -> Processes.isGone(worker));
      done.add(Kind.KILL);
    }
  }

  /** Stops a worker, and returns when it does nothing any more. */
  void stop(ProcessHandle worker) {
    stopped.add(worker);
    if (Processes.signal("STOP", worker)) {
      await().atMost(PATIENCE).until(() -> Processes.isStopped(worker) || Processes.isGone(worker));
      done.add(Kind.STOP);
    }
  }

  /** Has a stopped worker go on. */
  void resume(ProcessHandle worker) {
    if (stopped.remove(worker) && !Processes.isGone(worker)) {
      boolean unused = Processes.signal("CONT", worker);
    }
  }

  /** Stops a worker for that long, and returns when it goes on, or something else ends it. */
  void delay(ProcessHandle worker, Duration time) {
    stop(worker);
    await()
        .atMost(time.plus(PATIENCE))
        .pollInterval(Duration.ofMillis(5))
        .during(time)
        .until(() -> Processes.isStopped(worker) || Processes.isGone(worker));
    done.add(Kind.DELAY);
    resume(worker);
  }

  /** From now on no worker can be started. */
  void refuseStarts(StartOptions options) throws IOException {
    options.refuse();
  }

  /** Has workers started again, once at least one has not been. */
  void allowStarts(StartOptions options) throws IOException {
    await().atMost(PATIENCE).until(() -> options.refusals() > 0);
    done.add(Kind.REFUSE);
    options.allow();
  }

  /** Fills a disk that a test made for this, but for some bytes. */
  void fill(SmallDisk disk, long leftBytes) throws IOException {
    long bytes = disk.usableBytes() - leftBytes;
    try (FileChannel file =
        FileChannel.open(filler(disk), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
      for (long at = 0; at < bytes; at += zeros.capacity()) {
        file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at)), at);
      }
    }
    assertThat(disk.usableBytes()).isLessThanOrEqualTo(leftBytes);
    done.add(Kind.FILL);
  }

  /** Takes back what {@link #fill} did. */
  void empty(SmallDisk disk) throws IOException {
    Files.delete(filler(disk));
  }

  private static Path filler(SmallDisk disk) {
    return disk.folder().resolve("filler");
  }

  /** Changes a byte of each file below a folder. */
  void corrupt(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path path : files) {
      try (FileChannel file =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        long at = random.nextLong(file.size());
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(one, at);
        file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
      }
      done.add(Kind.CORRUPT);
    }
  }

  /** Says something to the session that makes no sense, and returns when it has hung up. */
  void sayGarbage(Path session) throws IOException {
    byte[] garbage = new byte[8 + random.nextInt(10_000)];
    random.nextBytes(garbage);
    garbage[0] = (byte) 0x80; // whatever the order of bytes, no frame has that length
    garbage[3] = (byte) 0x80;
    try (SocketChannel socket =
        SocketChannel.open(UnixDomainSocketAddress.of(session.resolve("control.sock")))) {
      socket.write(ByteBuffer.wrap(garbage));
      while (hasMore(socket)) {
        // it need not understand the answer
      }
      done.add(Kind.GARBAGE);
    }
  }

  private static boolean hasMore(SocketChannel socket) {
    try {
      return socket.read(ByteBuffer.allocate(100)) >= 0;
    } catch (IOException e) {
      return false; // reset: what was said last was not read
    }
  }

  @Override
  public void close() {
    stopped.forEach(this::resume);
  }
}
