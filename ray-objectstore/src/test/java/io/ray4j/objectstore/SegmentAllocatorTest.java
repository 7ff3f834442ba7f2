package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentAllocatorTest {
  private static final long UNIT = SegmentLayout.ALIGNMENT;
  private static final long MB = 1 << 20;

  private final SegmentAllocator allocator = new SegmentAllocator();

  @Test
  void shouldHaveNothingWithoutASegment() {
    assertThat(allocator.allocate(1)).isNull();
    assertThat(allocator.longestFree()).isZero();
    assertThat(allocator.freeSegments()).isEmpty();
  }

  @Test
  void shouldTakeTheShortestRangeThatIsLongEnoughAndOfThoseTheFirst() {
    allocator.addSegment(100 * UNIT);
    List<Extent> taken = new ArrayList<>();
    for (int length : new int[] {10, 1, 5, 1, 7, 1, 5, 1, 69}) {
      taken.add(take(length * UNIT));
    }
    for (int hole : new int[] {0, 2, 4, 6}) {
      allocator.free(taken.get(hole));
    }

    assertThat(take(6 * UNIT)).isEqualTo(new Extent(0, 17 * UNIT, 6 * UNIT));
    assertThat(take(5 * UNIT - 1)).isEqualTo(new Extent(0, 11 * UNIT, 5 * UNIT - 1));
    assertThat(take(5 * UNIT)).isEqualTo(new Extent(0, 25 * UNIT, 5 * UNIT));
    assertThat(take(10 * UNIT)).isEqualTo(new Extent(0, 0, 10 * UNIT));
    assertThat(allocator.allocate(2 * UNIT)).isNull();
    assertThat(allocator.freeBytes()).isEqualTo(UNIT);
  }

  private Extent take(long length) {
    Extent extent = allocator.allocate(length);
    assertThat(extent).isNotNull();
    return extent;
  }

  @Test
  void shouldFindWhatIsFreedTwice() {
    allocator.addSegment(10 * UNIT);
    Extent first = take(2 * UNIT);
    Extent second = take(2 * UNIT);
    Extent third = take(2 * UNIT);
    allocator.free(second);
    long freeBytes = allocator.freeBytes();

    assertThatThrownBy(() -> allocator.free(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("freed twice")
        .hasMessageContaining("extent=" + second);
    allocator.free(third); // now a part of a longer range
    assertThatThrownBy(() -> allocator.free(third)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> allocator.free(new Extent(0, UNIT, 2 * UNIT)))
        .as("the second half is free")
        .isInstanceOf(IllegalStateException.class);

    assertThat(allocator.freeBytes()).isEqualTo(freeBytes + 2 * UNIT);
    allocator.free(first);
    assertThat(allocator.freeSegments()).containsExactly(new Extent(0, 0, 10 * UNIT));
  }

  @Test
  void shouldRemoveASegmentOfWhichNothingIsTaken() {
    allocator.addSegment(4 * UNIT);
    allocator.addSegment(8 * UNIT);
    Extent first = take(UNIT);
    assertThat(allocator.freeSegments()).containsExactly(new Extent(1, 0, 8 * UNIT));
    assertThatThrownBy(() -> allocator.removeSegment(new Extent(0, 0, 4 * UNIT)))
        .isInstanceOf(IllegalStateException.class);

    allocator.removeSegment(new Extent(1, 0, 8 * UNIT));

    assertThat(allocator.freeBytes()).isEqualTo(3 * UNIT);
    assertThat(allocator.allocate(4 * UNIT)).isNull();
    allocator.free(first);
    assertThat(allocator.freeSegments()).containsExactly(new Extent(0, 0, 4 * UNIT));
    assertThat(allocator.segments()).as("the number of the next one").isEqualTo(2);
  }

  /** Random takes and gives, against a map of the units that are taken. */
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldBehaveLikeAByteMap(long seed) {
    Random random = new Random(seed);
    List<BitSet> taken = new ArrayList<>();
    int[] units = {300, 64, 1000};
    for (int length : units) {
      allocator.addSegment(length * UNIT);
      taken.add(new BitSet());
    }
    List<Extent> live = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      String where = "seed=" + seed + " step=" + step;
      if (random.nextInt(100) < (step / 2_000 % 2 == 0 ? 60 : 45) || live.isEmpty()) {
        long length = 1L + random.nextInt((int) UNIT << random.nextInt(9));
        int needed = (int) (SegmentLayout.align(length) / UNIT);
        Extent extent = allocator.allocate(length);
        boolean room = longestFree(taken, units) >= needed;
        assertThat(extent != null).as(where).isEqualTo(room);
        if (extent != null) {
          BitSet map = taken.get(extent.segment());
          int from = (int) (extent.offset() / UNIT);
          assertThat(extent.offset() % UNIT).as(where).isZero();
          assertThat(extent.length()).as(where).isEqualTo(length);
          assertThat(map.get(from, from + needed).isEmpty()).as(where).isTrue();
          assertThat(from + needed).as(where).isLessThanOrEqualTo(units[extent.segment()]);
          map.set(from, from + needed);
          live.add(extent);
        }
      } else {
        Extent extent = live.remove(random.nextInt(live.size()));
        int from = (int) (extent.offset() / UNIT);
        taken
            .get(extent.segment())
            .clear(from, from + (int) (SegmentLayout.align(extent.length()) / UNIT));
        allocator.free(extent);
      }
      long free = 0;
      for (int segment = 0; segment < units.length; segment++) {
        free += (units[segment] - taken.get(segment).cardinality()) * UNIT;
      }
      assertThat(allocator.freeBytes()).as(where).isEqualTo(free);
      assertThat(allocator.longestFree()).as(where).isEqualTo(longestFree(taken, units) * UNIT);
    }
    live.forEach(allocator::free);
    assertThat(allocator.freeSegments()).hasSize(units.length);
  }

  private static int longestFree(List<BitSet> taken, int[] units) {
    int longest = 0;
    for (int segment = 0; segment < units.length; segment++) {
      BitSet map = taken.get(segment);
      for (int from = map.nextClearBit(0); from < units[segment]; ) {
        int next = map.nextSetBit(from);
        int end = next < 0 ? units[segment] : next;
        longest = Math.max(longest, end - from);
        from = map.nextClearBit(end);
      }
    }
    return longest;
  }

  /**
   * What fragmentation costs without moving anything: with less than half of the capacity live,
   * sizes from 1 B to a quarter of a segment find room, after ten times the capacity.
   */
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void shouldFindRoomForAQuarterOfASegmentWhileLessThanHalfIsTaken(long seed) {
    Random random = new Random(seed);
    long capacity = 4 * SegmentLayout.STANDARD_BYTES;
    for (int segment = 0; segment < 4; segment++) {
      allocator.addSegment(SegmentLayout.STANDARD_BYTES);
    }
    List<Extent> live = new ArrayList<>();
    long liveBytes = 0;
    for (long flow = 0; flow < 10 * capacity; ) {
      long length = 1 + (long) (32 * MB * Math.pow(random.nextDouble(), 4));
      while (liveBytes + length > capacity / 2) {
        Extent gone = live.remove(random.nextInt(live.size()));
        liveBytes -= gone.length();
        allocator.free(gone);
      }
      Extent extent = allocator.allocate(length);
      assertThat(extent)
          .as(
              "seed=%d flow=%,d length=%,d longest=%,d",
              seed, flow, length, allocator.longestFree())
          .isNotNull();
      live.add(extent);
      liveBytes += length;
      flow += length;
    }
  }
}
