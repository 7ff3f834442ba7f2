package io.ray4j.scheduler.transport;

import java.nio.ByteOrder;

/**
 * How a control frame lies on the wire, version {@value #VERSION}.
 *
 * <pre>
 *   0        4      5
 *   +--------+------+----------------------+
 *   | length | type | body: length - 1     |   length counts type and body; integers in native
 *   +--------+------+----------------------+   order: both ends are on one machine
 * </pre>
 *
 * Strings and byte arrays are an int length and their bytes (UTF-8).
 */
final class FrameLayout {
  static final int VERSION = 1;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final int LENGTH_BYTES = 4;

  /** A longer frame is a lie: the longest true ones hold the ids of a list of refs. */
  static final int MAX_LENGTH = 256 << 20;

  private FrameLayout() {}
}
