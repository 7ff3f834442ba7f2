package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What the driver and one worker share: the claim words, and a ring of bytes each way.
 *
 * <pre>
 *   +-------------+-------------------+-------------------+
 *   | claim words | driver to worker  | worker to driver  |
 *   +-------------+-------------------+-------------------+
 * </pre>
 *
 * @param claims who may run what
 * @param toWorker what the driver says
 * @param toDriver what the worker says
 */
public record WorkerMemory(ClaimTable claims, ByteRing toWorker, ByteRing toDriver) {
  private static final int BYTES = ClaimTable.BYTES + 2 * ByteRing.BYTES;

  /** The name of a worker's file in the folder of shared memory. */
  public static String fileName(int worker) {
    return "worker-" + worker;
  }

  /** Memory of this process alone, for a worker that is a thread of it. */
  public static WorkerMemory inMemory() {
    return of(ByteBuffer.allocateDirect(BYTES));
  }

  /** Maps the file, making it if it is missing. */
  public static WorkerMemory map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      if (channel.size() == 0) {
        // reserves the space, so that a full file system is an exception here
        ByteBuffer zeros = ByteBuffer.allocate(BYTES);
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
      return of(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  private static WorkerMemory of(ByteBuffer memory) {
    return new WorkerMemory(
        new ClaimTable(memory.slice(0, ClaimTable.BYTES)),
        new ByteRing(memory.slice(ClaimTable.BYTES, ByteRing.BYTES)),
        new ByteRing(memory.slice(ClaimTable.BYTES + ByteRing.BYTES, ByteRing.BYTES)));
  }
}
