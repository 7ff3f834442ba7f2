package io.ray4j.objectstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The free list of all segments: first fit by address, neighbours merged.
 *
 * <p>Not thread-safe: guarded by the {@link ObjectStore}'s lock. The driver's alone.
 */
final class SegmentAllocator {
  /** Free ranges of each segment, offset to length. */
  private final List<TreeMap<Long, Long>> free = new ArrayList<>();

  private long freeBytes;

  /** How many segments there are: the number of the next one. */
  int segments() {
    return free.size();
  }

  /** Adds a segment, all of it free. */
  void addSegment(long bytes) {
    TreeMap<Long, Long> ranges = new TreeMap<>();
    ranges.put(0L, bytes);
    free.add(ranges);
    freeBytes += bytes;
  }

  long freeBytes() {
    return freeBytes;
  }

  /** Takes {@code length} bytes, rounded up to the alignment, or null if no range is that long. */
  @Nullable Extent allocate(long length) {
    long size = SegmentLayout.align(Math.max(length, 1));
    for (int segment = 0; segment < free.size(); segment++) {
      TreeMap<Long, Long> ranges = free.get(segment);
      Map.Entry<Long, Long> range = firstFit(ranges, size);
      if (range != null) {
        long offset = range.getKey();
        ranges.remove(offset);
        if (range.getValue() > size) {
          ranges.put(offset + size, range.getValue() - size);
        }
        freeBytes -= size;
        return new Extent(segment, offset, length);
      }
    }
    return null;
  }

  private static Map.@Nullable Entry<Long, Long> firstFit(Map<Long, Long> ranges, long size) {
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      if (range.getValue() >= size) {
        return range;
      }
    }
    return null;
  }

  /** Gives back an extent, or any aligned part of one. */
  void free(Extent extent) {
    long size = SegmentLayout.align(Math.max(extent.length(), 1));
    long offset = extent.offset();
    freeBytes += size;
    TreeMap<Long, Long> ranges = free.get(extent.segment());
    Map.Entry<Long, Long> before = ranges.floorEntry(offset);
    if (before != null) {
      long beforeEnd = before.getKey() + before.getValue();
      if (beforeEnd > offset) {
        throw new IllegalStateException("freed twice: extent=" + extent);
      }
      if (beforeEnd == offset) {
        ranges.remove(before.getKey());
        offset = before.getKey();
        size += before.getValue();
      }
    }
    Long after = ranges.remove(offset + size);
    if (after != null) {
      size += after;
    }
    ranges.put(offset, size);
  }
}
