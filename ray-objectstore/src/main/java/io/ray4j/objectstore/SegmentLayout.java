package io.ray4j.objectstore;

import java.nio.file.Path;

/**
 * How segments lie in the session's shared folder.
 *
 * <pre>
 *   segment-0   standard: {@value #STANDARD_BYTES} bytes, cut into extents by the driver
 *   segment-1   a single object too large for a standard one has a segment of its own size
 * </pre>
 *
 * Extents begin at multiples of {@value #ALIGNMENT} bytes, so that an array at an aligned place in
 * its payload is aligned in memory too.
 */
final class SegmentLayout {
  static final long STANDARD_BYTES = 128L << 20;
  static final int ALIGNMENT = 64;

  private SegmentLayout() {}

  static Path file(Path folder, int segment) {
    return folder.resolve("segment-" + segment);
  }

  static long align(long length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
