package io.ray4j.objectstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One segment as this process maps it: by windows, since no mapping may be as long as a segment.
 *
 * <pre>
 *   window 0   [0, 2W)        W is {@value Segments#WINDOW_BYTES}; each ends with the segment,
 *   window 1     [W, 3W)      and 64 bytes short of what is drawn
 *   window 2        [2W, 4W)
 * </pre>
 *
 * So up to W bytes lie in one window wherever they begin; more are shown in pieces of W. A standard
 * segment has one window.
 *
 * <p>Thread-safe. Windows are mapped when first needed and go once this is garbage.
 */
final class MappedSegment {
  private final Path file;
  private final MapMode mode;
  private final long bytes;
  private final long windowBytes;
  private final AtomicReferenceArray<@Nullable Window> windows;

  /** A mapping, and the same bytes read-only, so that readers need not make them so each time. */
  private record Window(ByteBuffer writable, ByteBuffer readOnly) {}

  /**
   * @param file whole and never longer again
   * @param mode read-write, or read-only for a file that is not to be written
   * @param windowBytes W, a multiple of 64 bytes
   */
  MappedSegment(Path file, MapMode mode, long windowBytes) {
    this.file = file;
    this.mode = mode;
    this.windowBytes = windowBytes;
    try {
      this.bytes = Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map segment file=" + file, e);
    }
    this.windows = new AtomicReferenceArray<>((int) Math.max(1, ceilingOf(bytes, windowBytes)));
  }

  private static long ceilingOf(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** Whether the driver has given the segment up. */
  boolean isGone() {
    return Files.notExists(file);
  }

  Payload writable(long offset, long length) {
    return payload(offset, length, true);
  }

  Payload readable(long offset, long length) {
    return payload(offset, length, false);
  }

  private Payload payload(long offset, long length, boolean writable) {
    List<ByteBuffer> rest = List.of();
    if (length > windowBytes) {
      rest = new ArrayList<>();
      for (long done = windowBytes; done < length; done += windowBytes) {
        int some = (int) Math.min(length - done, windowBytes);
        rest.add(window(offset + done, writable).slice(indexInWindow(offset + done), some));
      }
    }
    return new Payload(
        window(offset, writable), indexInWindow(offset), (int) Math.min(length, windowBytes), rest);
  }

  private int indexInWindow(long offset) {
    return (int) (offset % windowBytes);
  }

  private ByteBuffer window(long offset, boolean writable) {
    int index = (int) (offset / windowBytes);
    Window window = windows.get(index);
    if (window == null) {
      window = mapWindow(index);
    }
    return writable ? window.writable : window.readOnly;
  }

  private synchronized Window mapWindow(int index) {
    Window known = windows.get(index);
    if (known != null) {
      return known;
    }
    long start = index * windowBytes;
    long length = Math.min(2 * windowBytes - SegmentLayout.ALIGNMENT, bytes - start);
    MappedByteBuffer mapping = map(file, mode, start, length);
    Window window = new Window(mapping, mapping.asReadOnlyBuffer());
    windows.set(index, window);
    return window;
  }

  /**
   * Maps a part of a file through a channel of its own, so that an interrupt, which closes the
   * channel that it meets, can be survived by trying again.
   */
  static MappedByteBuffer map(Path file, MapMode mode, long offset, long length) {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel =
            mode == MapMode.READ_ONLY
                ? FileChannel.open(file, StandardOpenOption.READ)
                : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          return channel.map(mode, offset, length);
        } catch (ClosedByInterruptException e) {
          interrupted = true; // the mapping is wanted all the same; the caller sees the flag
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map segment file=" + file, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
