package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SegmentAllocatorTest {
  @Test
  void shouldCutAndMergeSegmentsLongerThanAnInt() {
    SegmentAllocator allocator = new SegmentAllocator();
    allocator.addSegment(10L << 30);
    Extent first = allocator.allocate(5L << 30);
    Extent second = allocator.allocate(4L << 30);
    assertThat(second).isEqualTo(new Extent(0, 5L << 30, 4L << 30));
    assertThat(allocator.takeEmptySegments(1)).isEmpty();
    allocator.free(first);
    allocator.free(second);
    assertThat(allocator.longestFree()).isEqualTo(10L << 30);
    assertThat(allocator.takeEmptySegments((10L << 30) + 1)).isEmpty();
    assertThat(allocator.takeEmptySegments(10L << 30)).containsExactly(new Extent(0, 0, 10L << 30));
    assertThat(allocator.freeBytes()).isZero();
    assertThat(allocator.allocate(64)).isNull();
    assertThatIllegalStateException().isThrownBy(() -> allocator.free(second));
    allocator.addSegment(128);
    assertThat(allocator.allocate(128)).isEqualTo(new Extent(1, 0, 128));
  }
}
