package io.ray4j.objectstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The free list of all segments: best fit, neighbours merged, and among ranges of one length the
 * first, so that space that was used before, whose pages are warm, is used again.
 *
 * <p>Not thread-safe: guarded by the {@link StoreSpace}'s lock. The driver's alone. Takes and frees
 * in time logarithmic in the number of free ranges.
 */
final class SegmentAllocator {
  /** Free ranges of each segment, by offset; none of one that was removed. */
  private final List<TreeMap<Long, Extent>> byOffset = new ArrayList<>();

  /** The whole of each segment. */
  private final List<Extent> wholes = new ArrayList<>();

  private final TreeSet<Extent> byLength = new TreeSet<>(SegmentAllocator::compareByLength);

  private long freeBytes;

  /** How many segments there were ever: the number of the next one. */
  int segments() {
    return byOffset.size();
  }

  /** Adds a segment, all of it free. */
  void addSegment(long bytes) {
    Extent whole = new Extent(byOffset.size(), 0, bytes);
    byOffset.add(new TreeMap<>());
    wholes.add(whole);
    add(whole);
    freeBytes += bytes;
  }

  /** The segments of which nothing is taken. */
  List<Extent> freeSegments() {
    return wholes.stream().filter(byLength::contains).toList();
  }

  /** Not by means of {@code Comparator.comparing}, which takes 10 ms of a session's start. */
  private static int compareByLength(Extent one, Extent other) {
    int byLength = Long.compare(one.length(), other.length());
    int bySegment = Integer.compare(one.segment(), other.segment());
    return byLength != 0
        ? byLength
        : bySegment != 0 ? bySegment : Long.compare(one.offset(), other.offset());
  }

  /** Removes a segment of which nothing is taken; its number is not given again. */
  void removeSegment(Extent whole) {
    if (!byLength.contains(whole)) {
      throw new IllegalStateException("not a free segment: " + whole);
    }
    remove(whole);
    freeBytes -= whole.length();
  }

  long freeBytes() {
    return freeBytes;
  }

  /** The length of the longest free range. */
  long longestFree() {
    return byLength.isEmpty() ? 0 : byLength.last().length();
  }

  /** Takes {@code length} bytes, rounded up to the alignment, or null if no range is that long. */
  @Nullable Extent allocate(long length) {
    long size = SegmentLayout.align(Math.max(length, 1));
    Extent range = byLength.ceiling(new Extent(0, 0, size));
    if (range == null) {
      return null;
    }
    remove(range);
    if (range.length() > size) {
      add(new Extent(range.segment(), range.offset() + size, range.length() - size));
    }
    freeBytes -= size;
    return new Extent(range.segment(), range.offset(), length);
  }

  /** Gives back an extent, or any aligned part of one. */
  void free(Extent extent) {
    long offset = extent.offset();
    long end = offset + SegmentLayout.align(Math.max(extent.length(), 1));
    TreeMap<Long, Extent> ranges = byOffset.get(extent.segment());
    Map.Entry<Long, Extent> before = ranges.floorEntry(offset);
    Map.Entry<Long, Extent> after = ranges.ceilingEntry(offset);
    if ((before != null && before.getValue().end() > offset)
        || (after != null && after.getKey() < end)
        || end > wholes.get(extent.segment()).length()) {
      throw new IllegalStateException("freed twice, or never taken: extent=" + extent);
    }
    freeBytes += end - offset;
    if (before != null && before.getValue().end() == offset) {
      remove(before.getValue());
      offset = before.getKey();
    }
    if (after != null && after.getKey() == end) {
      remove(after.getValue());
      end = after.getValue().end();
    }
    add(new Extent(extent.segment(), offset, end - offset));
  }

  private void add(Extent range) {
    byOffset.get(range.segment()).put(range.offset(), range);
    byLength.add(range);
  }

  private void remove(Extent range) {
    byOffset.get(range.segment()).remove(range.offset());
    byLength.remove(range);
  }
}
