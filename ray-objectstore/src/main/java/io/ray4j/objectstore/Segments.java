package io.ray4j.objectstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This process's mappings of the node's segments, made when first needed and kept until the process
 * ends or the store is closed.
 *
 * <p>Thread-safe. Every process of a session has one. Mapping goes through a channel of its own, so
 * that an interrupt, which closes the channel that it meets, can be survived by trying again.
 */
public final class Segments {
  private static final int PAGE_BYTES = 4096;

  private final Path folder;
  private final Map<Integer, MappedByteBuffer> mapped = new ConcurrentHashMap<>();

  public Segments(Path folder) {
    this.folder = folder;
  }

  /** The extent's bytes, to be written by the process that it is leased to, in native order. */
  public ByteBuffer writable(Extent extent) {
    return slice(whole(extent.segment()), extent.offset(), extent.length());
  }

  /** The extent's bytes, read-only, in native order. Not to be kept: it does not pin the object. */
  public ByteBuffer readable(Extent extent) {
    return slice(whole(extent.segment()), extent.offset(), extent.length())
        .asReadOnlyBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /**
   * A read-only mapping of its own of {@code length} bytes that begin {@code offset} bytes into the
   * extent. Every buffer derived from it keeps the mapping, and so whatever is attached to the
   * mapping, reachable; with a slice of a shared mapping that fails.
   */
  public MappedView view(Extent extent, long offset, long length) {
    long start = extent.offset() + offset;
    int lead = (int) (start % PAGE_BYTES);
    MappedByteBuffer mapping =
        map(extent.segment(), MapMode.READ_ONLY, start - lead, lead + length);
    return new MappedView(mapping, slice(mapping, lead, length));
  }

  /**
   * A view and what keeps it.
   *
   * @param mapping the mapping, reachable for as long as any buffer derived from {@code bytes} is
   * @param bytes the bytes asked for, read-only, in native order
   */
  public record MappedView(MappedByteBuffer mapping, ByteBuffer bytes) {}

  /** Maps a new segment and reads each page once, so that later copies meet no page fault. */
  void touch(int segment, long bytes) {
    Extent all = new Extent(segment, 0, bytes);
    ByteBuffer pages = readable(all);
    byte seen = 0;
    for (int page = 0; page < pages.limit(); page += PAGE_BYTES) {
      seen |= pages.get(page);
    }
    if (seen != 0) {
      throw new IllegalStateException("a new segment is not empty: segment=" + segment);
    }
  }

  /** The segment could not be made; another one will have its number. */
  void forget(int segment) {
    mapped.remove(segment);
  }

  /** Maps a segment that the driver has just made, from its file. */
  private MappedByteBuffer whole(int segment) {
    MappedByteBuffer known = mapped.get(segment);
    return known != null
        ? known
        : mapped.computeIfAbsent(segment, number -> map(number, MapMode.READ_WRITE, 0, -1));
  }

  private MappedByteBuffer map(int segment, MapMode mode, long offset, long length) {
    Path file = SegmentLayout.file(folder, segment);
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel =
            mode == MapMode.READ_ONLY
                ? FileChannel.open(file, StandardOpenOption.READ)
                : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          return channel.map(mode, offset, length < 0 ? channel.size() : length);
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

  private static ByteBuffer slice(ByteBuffer whole, long offset, long length) {
    return whole.slice((int) offset, (int) length).order(ByteOrder.nativeOrder());
  }
}
