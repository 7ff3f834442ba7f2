package io.ray4j.objectstore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A worker's space in the store: it cuts extents off a leased range, and asks the driver for a new
 * range when the rest is too short. So most results need no round trip.
 *
 * <p>Thread-safe. What has been cut and not announced goes back to the store when the worker dies.
 */
public final class SpaceLease {
  /** The length of a range that the worker asks for ahead of need, in bytes. */
  public static final long RANGE_BYTES = 1L << 20;

  private final LongFunction<Extent> driver;
  private final Consumer<Extent> giveBack;

  @GuardedBy("this")
  private @Nullable Extent rest;

  /**
   * Makes an empty lease.
   *
   * @param driver asks the driver for an extent of that many bytes; waits for the answer
   * @param giveBack tells the driver of space that will not be used; does not wait
   */
  public SpaceLease(LongFunction<Extent> driver, Consumer<Extent> giveBack) {
    this.driver = driver;
    this.giveBack = giveBack;
  }

  /** Gives back what is not in use. May wait for an {@link #allocate} that waits for the driver. */
  public synchronized void giveBackRest() {
    Extent unused = rest;
    rest = null;
    if (unused != null && unused.length() > 0) {
      giveBack.accept(unused);
    }
  }

  /** Takes an extent of {@code length} bytes. */
  public Extent allocate(long length) {
    if (length > RANGE_BYTES / 4) {
      return driver.apply(length); // would waste too much of a range
    }
    synchronized (this) {
      Extent from = rest;
      if (from == null || from.length() < SegmentLayout.align(length)) {
        giveBackRest();
        from = driver.apply(RANGE_BYTES);
      }
      long size = SegmentLayout.align(length);
      rest = new Extent(from.segment(), from.offset() + size, from.length() - size);
      return new Extent(from.segment(), from.offset(), length);
    }
  }
}
