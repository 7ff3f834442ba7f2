package io.ray4j.objectstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one worker has leased and not yet announced.
 *
 * <p>Not thread-safe: guarded by the {@link ObjectStore}'s lock.
 */
final class LeaseLedger {
  /** By segment: offset to end of each unannounced range, both aligned. */
  private final Map<Integer, TreeMap<Long, Long>> ranges = new TreeMap<>();

  void add(Extent extent) {
    ranges
        .computeIfAbsent(extent.segment(), segment -> new TreeMap<>())
        .put(extent.offset(), extent.offset() + SegmentLayout.align(extent.length()));
  }

  /** Takes the extent out of the unannounced ranges, if it lies wholly inside one of them. */
  boolean announce(Extent extent) {
    TreeMap<Long, Long> bySegment = ranges.get(extent.segment());
    if (bySegment == null
        || extent.length() <= 0
        || extent.offset() % SegmentLayout.ALIGNMENT != 0) {
      return false;
    }
    Map.Entry<Long, Long> range = bySegment.floorEntry(extent.offset());
    if (range == null || extent.length() > range.getValue() - extent.offset()) {
      return false; // compared before it is rounded up, which can overflow
    }
    long end = extent.offset() + SegmentLayout.align(extent.length());
    bySegment.remove(range.getKey());
    if (range.getKey() < extent.offset()) {
      bySegment.put(range.getKey(), extent.offset());
    }
    if (end < range.getValue()) {
      bySegment.put(end, range.getValue());
    }
    return true;
  }

  List<Extent> unannounced() {
    List<Extent> extents = new ArrayList<>();
    ranges.forEach(
        (segment, bySegment) ->
            bySegment.forEach(
                (offset, end) -> extents.add(new Extent(segment, offset, end - offset))));
    return extents;
  }
}
