package io.ray4j.objectstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * This process's mappings of the node's segments, made when first needed and kept until the process
 * ends, or the driver gives the segment up, or the store is closed.
 *
 * <p>Thread-safe. Every process of a session has one.
 */
public final class Segments {
  private static final int PAGE_BYTES = 4096;

  /** The longest part of an object that is one buffer: half of what one mapping can hold. */
  static final long WINDOW_BYTES = 1L << 30;

  /** The longest view: what one mapping can hold, less what lies before it on its first page. */
  public static final long MAX_VIEW_BYTES = Integer.MAX_VALUE - (PAGE_BYTES - 1L);

  private final IntFunction<Path> files;
  private final MapMode mode;
  private final long windowBytes;
  private final Map<Integer, MappedSegment> mapped = new ConcurrentHashMap<>();

  public Segments(Path folder) {
    this(folder, WINDOW_BYTES);
  }

  /**
   * For tests.
   *
   * @param windowBytes a multiple of 64, at most 1 GB
   */
  Segments(Path folder, long windowBytes) {
    this(number -> SegmentLayout.file(folder, number), MapMode.READ_WRITE, windowBytes);
  }

  private Segments(IntFunction<Path> files, MapMode mode, long windowBytes) {
    this.files = files;
    this.mode = mode;
    this.windowBytes = windowBytes;
  }

  /** A file that holds objects as a segment does, whatever the number, to be read only. */
  public static Segments ofFile(Path file) {
    return new Segments(number -> file, MapMode.READ_ONLY, WINDOW_BYTES);
  }

  /** The extent's bytes, to be written by the process that it is leased to. */
  public Payload writable(Extent extent) {
    return segment(extent.segment()).writable(extent.offset(), extent.length());
  }

  /** The extent's bytes, read-only. Not to be kept: it does not pin the object. */
  public Payload readable(Extent extent) {
    return segment(extent.segment()).readable(extent.offset(), extent.length());
  }

  /**
   * A read-only mapping of its own of {@code length} bytes that begin {@code offset} bytes into the
   * extent. Every buffer derived from it keeps the mapping, and so whatever is attached to the
   * mapping, reachable; with a slice of a shared mapping that fails.
   *
   * @param length at most {@link #MAX_VIEW_BYTES}
   */
  public MappedView view(Extent extent, long offset, long length) {
    long start = extent.offset() + offset;
    int lead = (int) (start % PAGE_BYTES);
    MappedByteBuffer mapping =
        MappedSegment.map(
            files.apply(extent.segment()), MapMode.READ_ONLY, start - lead, lead + length);
    return new MappedView(
        mapping, mapping.slice(lead, (int) length).order(ByteOrder.nativeOrder()));
  }

  /**
   * A view and what keeps it.
   *
   * @param mapping the mapping, reachable for as long as any buffer derived from {@code bytes} is
   * @param bytes the bytes asked for, read-only, in native order
   */
  public record MappedView(ByteBuffer mapping, ByteBuffer bytes) {}

  /** Maps a new segment and reads each page once, so that later copies meet no page fault. */
  void touch(int segment, long bytes) {
    byte seen = 0;
    for (ByteBuffer pages : readable(new Extent(segment, 0, bytes)).pieces()) {
      for (int page = 0; page < pages.capacity(); page += PAGE_BYTES) {
        seen |= pages.get(page);
      }
    }
    if (seen != 0) {
      throw new IllegalStateException("a new segment is not empty: segment=" + segment);
    }
  }

  /** The segment could not be made, or is given up. */
  void forget(int segment) {
    mapped.remove(segment);
  }

  int mappedCount() {
    return mapped.size();
  }

  /** A segment that the driver has made. */
  private MappedSegment segment(int number) {
    MappedSegment known = mapped.get(number);
    if (known != null) {
      return known;
    }
    mapped.values().removeIf(MappedSegment::isGone);
    return mapped.computeIfAbsent(
        number, key -> new MappedSegment(files.apply(key), mode, windowBytes));
  }
}
