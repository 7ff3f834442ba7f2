package io.ray4j.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes segment files on a thread of its own, which no user can interrupt: the space is written, so
 * that a full file system is a message here and never a SIGBUS later, and then mapped and touched,
 * so that the first object in it is copied into warm pages.
 *
 * <p>Thread-safe. {@code close} ends the thread and deletes the files.
 */
final class SegmentReserver implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;

  /** Left to others, such as the claim words of workers to come. */
  private static final long MARGIN_BYTES = 1 << 20;

  private static final long IDLE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 10;

  private final Path folder;
  private final Segments segments;
  private final ThreadPoolExecutor thread;

  /** How many files there are. Written by the reserver's thread, read once that has ended. */
  private volatile int files;

  SegmentReserver(Path folder, Segments segments) {
    this.folder = folder;
    this.segments = segments;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "ray4j-store");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Makes a segment in the background.
   *
   * @param whenDone is told on the reserver's thread: null, or why there is no segment
   */
  void reserve(int segment, long bytes, Consumer<@Nullable String> whenDone) {
    thread.execute(() -> whenDone.accept(make(segment, bytes)));
  }

  /** How many bytes segments may still take of the file system, which others use too. */
  long usableBytes() {
    return Math.max(0, folder.toFile().getUsableSpace() - MARGIN_BYTES);
  }

  private @Nullable String make(int segment, long bytes) {
    Path file = SegmentLayout.file(folder, segment);
    files = segment + 1;
    long usableBytes = usableBytes();
    if (usableBytes < bytes) { // rather than fill it up and then find out
      return "No room for a segment of %,d bytes in %s: %,d bytes are usable."
          .formatted(bytes, folder, usableBytes);
    }
    try {
      write(file, bytes);
      segments.touch(segment, bytes);
      return null;
    } catch (IOException | RuntimeException | Error e) { // whoever waits must be told in any case
      segments.forget(segment);
      deleteQuietly(file);
      return "No room for a segment of %,d bytes in %s: %s".formatted(bytes, folder, e);
    }
  }

  private static void write(Path file, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
      for (long done = 0; done < bytes; ) {
        zeros.clear().limit((int) Math.min(CHUNK_BYTES, bytes - done));
        done += channel.write(zeros);
      }
    }
  }

  /**
   * Deletes a segment of which nothing is taken, in the background. Its bytes are free for the next
   * one at once, though processes may have it mapped: nobody reads or writes there any more.
   */
  void remove(int segment) {
    thread.execute(
        () -> {
          segments.forget(segment);
          Path file = SegmentLayout.file(folder, segment);
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
          } catch (IOException e) {
            StoreLog.LOG.warn("cannot empty {}: {}", file, e.toString());
          }
          deleteQuietly(file);
        });
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      StoreLog.LOG.warn("cannot delete {}: {}", file, e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          StoreLog.LOG.warn("the store's thread does not end: {}", thread);
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the files must go all the same
      }
    }
    for (int segment = 0; segment < files; segment++) {
      deleteQuietly(SegmentLayout.file(folder, segment));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
